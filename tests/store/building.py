"""Records and directory messages for the store's tests: data as the directory sends it, made by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sscs_desktop.base import ids
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Category, Level, ServiceClass
from sscs_desktop.store import answers, cursor, merge, numbers, outbox
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.session import Account, Session
from sscs_desktop.store.store import Store
from sscs_desktop.wire import codec
from sscs_desktop.wire.messages import Block, Entry, LoadAnswer, Operation, OperationAnswer, PullAnswer, Theirs

NOON = datetime(2018, 9, 26, 4, 0, tzinfo=UTC)
TODAY = date(2018, 9, 26)
UNIT = "unit:u-dalu"
OTHER = "unit:u-other"

ME = Account(
    user_id="p-wang",
    account="wang",
    user_name="王建国",
    unit_id="u-dalu",
    unit_name="大陆村镇经济发展办",
    county_code="130528000000",
)


def enterprise(name: str = "河北钢塔机械有限公司（示例）", **more: Any) -> Enterprise:
    values: dict[str, Any] = {
        "id": ids.new_id(),
        "name": name,
        "credit_code": "914403001922038216",
        "classes": (ServiceClass.INDUSTRY,),
        "tier": Level.COUNTY,
        "contact_name": "刘经理",
        "contact_phone": "13800138000",
        "division_code": "130528103000",
        "division_name": "宁晋县大陆村镇",
    }
    return Enterprise(**{**values, **more})


def assignment(firm: Enterprise, **more: Any) -> Assignment:
    values = {"id": ids.new_id(), "enterprise_id": firm.id, "unit_id": ME.unit_id, "unit_name": ME.unit_name}
    return Assignment(**{**values, **more})


def visit(firm: Enterprise, **more: Any) -> Visit:
    values: dict[str, Any] = {
        "id": ids.new_id(),
        "enterprise_id": firm.id,
        "visited_at": NOON,
        "visitors": ("王建国",),
        "situation": "订单平稳，两条线满产",
        "author_id": ME.user_id,
        "author_name": ME.user_name,
        "unit_id": ME.unit_id,
        "unit_name": ME.unit_name,
        "recorded_at": NOON,
    }
    return Visit(**{**values, **more})


def issue(firm: Enterprise, **more: Any) -> Issue:
    values: dict[str, Any] = {
        "id": ids.new_id(),
        "number": "",
        "enterprise_id": firm.id,
        "category": Category.LAND,
        "description": "二期用地指标未落实",
        "raised_on": TODAY,
        "author_id": ME.user_id,
        "author_name": ME.user_name,
        "unit_id": ME.unit_id,
        "unit_name": ME.unit_name,
        "recorded_at": NOON,
    }
    return Issue(**{**values, **more})


class Feed:
    """Numbers a hand-driven directory's messages: marks follow the numbers, so that every position is known."""

    def __init__(self) -> None:
        self.seq = 0

    def next(self) -> int:
        self.seq += 1
        return self.seq

    @property
    def position(self) -> tuple[int, int]:
        return (self.seq, self.seq * 1000)

    def put(self, kind: str, record: Any, scopes: tuple[str, ...] = (UNIT,), **more: Any) -> Entry:
        return self.put_data(kind, record.id, codec.data_of(record), scopes, **more)

    def put_data(
        self, kind: str, id: str, data: dict[str, Any], scopes: tuple[str, ...] = (UNIT,), **more: Any
    ) -> Entry:
        return Entry(
            **{"seq": self.next(), "what": "put", "kind": kind, "id": id, "scopes": scopes, "data": data} | more
        )

    def leave(self, kind: str, id: str, what: str = "leave") -> Entry:
        return Entry(seq=self.next(), what=what, kind=kind, id=id)

    def page(self, *entries: Entry, more: bool = False) -> PullAnswer:
        return PullAnswer(status="ok", entries=entries, cursor=self.position, head=self.position, more=more)

    def load(self, *entries: Entry, place: tuple[int, str] | None = None) -> LoadAnswer:
        return LoadAnswer(status="ok", entries=entries, place=place, head=self.position)

    def ok(self, operation: Operation, **more: Any) -> OperationAnswer:
        values: dict[str, Any] = {
            "op_id": operation.op_id,
            "result": "ok",
            "seq": self.next(),
            "scopes": (UNIT,),
            "taken": tuple(operation.fields),
            "complete": True,
        }
        return OperationAnswer(**{**values, **more})

    def refused(self, operation: Operation, code: str) -> OperationAnswer:
        return OperationAnswer(op_id=operation.op_id, result="refused", code=code)

    def conflict(self, operation: Operation, theirs: dict[str, Theirs]) -> OperationAnswer:
        taken = tuple(name for name in operation.fields if name not in theirs)
        return self.ok(operation, result="conflict", taken=taken, conflicts=theirs, complete=False)


def hold(store: Store, feed: Feed, *scopes: str) -> None:
    """Let the desk hold scopes, as after its first load."""
    with store.write("sync") as session:
        at = cursor.load(session)
        cursor.save(session, Cursor(position=feed.position, head=at.head, held=frozenset(scopes or (UNIT, "public"))))
        numbers.add(session, [block("issue", "冀NJ-2018-"), block("card", "FK-2018-")])


def block(kind: str, prefix: str, first: int = 1, last: int = 200) -> Block:
    return Block(kind=kind, prefix=prefix, width=4, first=first, last=last)


def pull(store: Store, answer: PullAnswer) -> None:
    with store.write("sync", replayable=True) as session:
        merge.apply(session, answer)


def due(store: Store) -> tuple[Operation, ...]:
    with store.read() as session:
        return outbox.due(session)


def settle(store: Store, feed: Feed, *given: OperationAnswer) -> int:
    with store.write("sync") as session:
        return answers.settle(session, given, feed.position)


def changed(record: Any, **fields: Any) -> Any:
    return replace(record, **fields)


def rows_waiting(session: Session) -> int:
    return outbox.waiting(session)
