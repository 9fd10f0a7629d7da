"""民生微实事清单 and 企业台账: records said line by line; no Qt here."""

from __future__ import annotations

from sscs_desktop.domain.ledger import EnterpriseEntry
from sscs_desktop.domain.livelihood import Livelihood
from sscs_desktop.domain.papers import EnterpriseLedger, LivelihoodList
from sscs_desktop.domain.vocabulary import LivelihoodState
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.wording import address_of, day, joined, label, phone, short_day, stacked

LIVELIHOOD_LAYOUT = "livelihood_v1"
LIVELIHOOD_TITLE = "民生微实事清单"
ENTERPRISES_LAYOUT = "enterprises_v1"
ENTERPRISES_TITLE = "包联企业台账"


def livelihood(content: LivelihoodList) -> Filling:
    """Return what the form of a township's list is filled with."""
    done = sum(matter.state is LivelihoodState.DONE for matter in content.matters)
    doing = sum(matter.state is LivelihoodState.DOING for matter in content.matters)
    texts = {
        "owner": content.owner,
        "made_on": day(content.made_on),
        "sum": f"共 {len(content.matters)} 件，已完成 {done} 件，推进中 {doing} 件。",
    }
    return Filling(texts=texts, rows={"matters": tuple(_matter(at, one) for at, one in enumerate(content.matters, 1))})


def enterprises(content: EnterpriseLedger, *, shows_phones: bool = False) -> Filling:
    """Return what the form of a unit's enterprises is filled with; phones are masked unless asked for."""
    rows = tuple(_enterprise(at, one, shows_phones=shows_phones) for at, one in enumerate(content.entries, start=1))
    texts = {
        "owner": content.owner,
        "as_of": content.as_of.words,
        "sum": f"共 {len({one.enterprise.id for one in content.entries})} 家。",
    }
    return Filling(texts=texts, rows={"enterprises": rows})


def _matter(index: int, matter: Livelihood) -> Filling:
    texts = {
        "index": str(index),
        "name": matter.name,
        "place": matter.place,
        "beneficiaries": matter.beneficiaries,
        "owner": matter.owner_name,
        "due_on": short_day(matter.due_on),
        "funding": matter.funding,
        "progress": matter.progress,
        "state": stacked((matter.state.label, short_day(matter.done_on))),
        "opinion": matter.opinion,
    }
    return Filling(texts=texts)


def _enterprise(index: int, entry: EnterpriseEntry, *, shows_phones: bool) -> Filling:
    firm, assignment, profile = entry.enterprise, entry.assignment, entry.profile
    texts = {
        "index": str(index),
        "name": stacked((firm.name, firm.credit_code or "暂无代码")),
        "sort": stacked((*(one.label for one in firm.classes), f"{firm.tier.label}级" if firm.tier else "")),
        "contact": stacked(
            (firm.contact_name, firm.contact_title, phone(firm.contact_phone, shows_phones=shows_phones))
        ),
        "address": stacked((firm.division_name, address_of(firm))),
        "state": label(profile.operating_state) if profile is not None else "",
        "visits": str(entry.visits),
        "last": stacked((short_day(entry.last_visit_on), f"在办 {entry.open_issues} 件" if entry.open_issues else "")),
    }
    if assignment is not None:
        texts["leader"] = stacked((assignment.leader_name, assignment.leader_title))
        worker_phone = phone(assignment.contact_phone, shows_phones=shows_phones)
        texts["unit"] = stacked((assignment.unit_name, joined(assignment.contact_name, worker_phone)))
    return Filling(texts=texts)
