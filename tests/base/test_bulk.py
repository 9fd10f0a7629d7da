"""Many rows put down at once."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, func, select

from sscs_desktop.base.bulk import AT_ONCE, batches, insert_many

LINE = Table("line", MetaData(), Column("no", Integer, primary_key=True), Column("words", Text))


def test_more_rows_than_go_at_once_are_all_put_down_once_and_in_their_order() -> None:
    many = 2 * AT_ONCE + 1
    assert [len(some) for some in batches(range(many))] == [AT_ONCE, AT_ONCE, 1]
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        LINE.create(connection)
        insert_many(connection, LINE, ("no", "words"), ((no, f"第{no}行") for no in range(many)))
        insert_many(connection, LINE, ("no", "words"), ())
        assert connection.execute(select(func.count(), func.max(LINE.c.no))).one() == (many, many - 1)
        assert connection.execute(select(LINE.c.words).where(LINE.c.no == AT_ONCE)).scalar_one() == f"第{AT_ONCE}行"
    engine.dispose()
