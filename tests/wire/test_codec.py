"""Messages and records survive the wire; what does not fit is refused with a code."""

from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.domain.vocabulary import FilledBy, Indicator
from sscs_desktop.wire import carried, codec, decisions, messages, parcel
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import Operation, PushRequest

NOON = datetime(2018, 9, 26, 4, 0, tzinfo=UTC)


def sample(record: type[Any]) -> Any:
    """Build a record from its required fields alone, by their types' names."""
    values: dict[str, Any] = {
        "str": "示例",
        "int": 3,
        "bool": True,
        "date": date(2018, 9, 26),
        "datetime": NOON,
        "Decimal": Decimal("4820.5"),
        "Decimal | None": Decimal("4820.5"),
        "tuple[str, ...]": ("王建国",),
        "tuple[date, ...]": (date(2018, 10, 1),),
        "Indicator": Indicator.REVENUE,
        "FilledBy": FilledBy.CADRE,
    }
    needed = [f for f in fields(record) if f.default is MISSING and f.default_factory is MISSING]
    return record(**{f.name: values.get(str(f.type)) or next(iter(resolve(record, f.name))) for f in needed})


def resolve(record: type[Any], name: str) -> Any:
    import typing

    return typing.get_type_hints(record)[name]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_survives_the_wire(kind: str) -> None:
    record = sample(KINDS[kind].record)
    data = codec.data_of(record)
    assert data == codec.decode(codec.encode(data), dict)
    assert codec.record_of(kind, codec.decode(codec.encode(data), dict)) == record
    assert set(data) == set(KINDS[kind].field_names)


def test_an_emptied_figure_survives_the_wire_and_one_without_a_word_about_its_value_does_not() -> None:
    emptied = replace(sample(KINDS["figure"].record), value=None)
    data = codec.data_of(emptied)
    assert data["value"] is None and codec.record_of("figure", data) == emptied
    del data["value"]
    with pytest.raises(Unreadable):
        codec.record_of("figure", data)


def test_a_record_out_of_sparse_data_sends_its_defaults_again() -> None:
    sparse = {"id": "p", "name": "厂房", "stage": "BLD", "prerequisites": [{"item": "land"}]}
    data = codec.data_of(codec.record_of("project", sparse))
    assert set(data) == set(KINDS["project"].field_names)
    assert data["prerequisites"] == [{"item": "land", "is_done": False, "on": None, "remark": ""}]


def test_every_kind_is_a_dataclass_with_an_id_and_known_parents() -> None:
    for kind in KINDS.values():
        assert is_dataclass(kind.record)
        assert "id" in kind.field_names
        for field, parent in kind.parents:
            assert field in kind.field_names
            assert KINDS[parent].depth < kind.depth
        for group in kind.groups:
            assert set(group) <= set(kind.field_names)


def operation(**more: Any) -> Operation:
    return Operation(op_id="o", n=1, prev=None, kind="note", id="x", verb="new", happened_at=NOON, **more)


def test_a_changed_group_is_sent_whole() -> None:
    assert KINDS["figure"].together({"value"}) == {
        "value",
        "unit",
        "period",
        "filled_by",
        "filled_by_name",
        "filled_on",
    }
    assert KINDS["visit"].together({"remark"}) == {"remark"}


def test_a_large_message_is_compressed_and_comes_back_whole() -> None:
    request = PushRequest(
        replica="r",
        cursor=(1, 2),
        head=(3, 4),
        operations=tuple(operation(fields={"t": "走访" * 50}) for _ in range(40)),
    )
    body, encoding = codec.pack(codec.encode(request))
    assert encoding == "zstd"
    assert codec.decode(codec.unpack(body, encoding), PushRequest) == request


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"replica": 5}', b"\xff\xfe"])
def test_garbage_is_a_bad_message_not_a_crash(body: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        codec.decode(body, PushRequest)
    assert caught.value.code == "bad_message"


def _plain_integers(hint: Any) -> bool:
    """Tell whether a type holds an integer that may be of any size."""
    if get_origin(hint) is Annotated:
        return False
    return hint is int or any(_plain_integers(part) for part in get_args(hint))


def test_no_integer_of_any_message_is_without_its_bounds() -> None:
    """A larger one fits no column, and what a database cannot keep is answered 500."""
    said = [each for room in (messages, parcel, carried, decisions) for each in vars(room).values()]
    loose = [
        f"{each.__name__}.{name}"
        for each in said
        if isinstance(each, type) and is_dataclass(each)
        for name, hint in get_type_hints(each, include_extras=True).items()
        if _plain_integers(hint)
    ]
    assert loose == []


@pytest.mark.parametrize("field", ["n", "base", "schema", "state_seq"])
@pytest.mark.parametrize("number", [2**63, 10**30, -2])
def test_a_number_that_no_column_holds_is_a_bad_message(field: str, number: int) -> None:
    body = codec.encode({**codec.data_of(operation()), field: number})
    with pytest.raises(Unreadable) as caught:
        codec.decode(body, Operation)
    assert caught.value.code == "bad_message"


def test_a_damaged_compressed_body_is_a_bad_message() -> None:
    with pytest.raises(Unreadable):
        codec.unpack(b"not zstd at all", "zstd")


def test_the_digest_of_scopes_knows_sets_not_orders() -> None:
    assert codec.scopes_digest(["b", "a"]) == codec.scopes_digest(("a", "b", "a"))
    assert codec.scopes_digest(["a"]) != codec.scopes_digest(["a", "b"])
