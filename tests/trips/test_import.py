"""An old ledger from the command line: tried, brought in, filed at the county, and taken back there too."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sscs_desktop import app, cli
from sscs_desktop.base import settings
from sscs_desktop.base.settings import Settings
from sscs_desktop.store import enterprises, visits
from tests.trips.books import Row, book
from tests.trips.seating import Place

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def firm_name(place: Place) -> str:
    """The first enterprise of 王建国, once his desk has loaded."""
    settings.save(app.settings_file(), Settings(account="wang"))
    with closing(place.wing("wang")) as wing:
        wing.engine.round()
        with wing.store.read() as session:
            return enterprises.listing(session)[0].name


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `import …`; return its code and what it said."""

    def said(*words: object) -> tuple[int, str]:
        code = cli.main(["import", *map(str, words)])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return said


def filed(place: Place) -> list[str]:
    """Run a round; return the old visits that stand."""
    with closing(place.wing("wang")) as wing:
        report = wing.engine.round()
        assert not report.news
        with wing.store.read() as session:
            firm = enterprises.listing(session)[0]
            return [visit.situation for visit in visits.recent(session, firm.id) if visit.is_late_entry]


def test_an_old_ledger_is_tried_brought_in_filed_and_taken_back(
    place: Place, firm_name: str, run: Run, tmp_path: Path
) -> None:
    rows: list[Row] = [
        ["企业名称", "走访日期", "走访人", "走访情况"],
        [firm_name, "2018年5月3日", "王建国", "订单平稳"],
        [firm_name, "说不清", "王建国", "缺工"],
        [firm_name, "2018年5月9日", "王建国", "缺工"],
    ]
    file, refused = book(tmp_path / "走访.xlsx", 走访=rows), tmp_path / "待改.xlsx"
    code, said = run(file, "--dry-run", "--refused", refused)
    assert code == 0 and "按“走访台账”读，2 行" in said and "什么也没有改动" in said
    assert "走访 第 3 行" in said and "看不懂这个日期" in said and refused.is_file()
    assert filed(place) == []
    code, said = run(file)
    assert code == 0 and "已导入 2 条，待上报。" in said
    assert filed(place) == ["缺工", "订单平稳"]
    found = re.search(r"--undo (\S+?)。", said)
    assert found is not None and found[1] in run()[1]
    assert run(file)[1].endswith("已导入 0 条，待上报。\n")
    assert "已撤销 2 条" in run("--undo", found[1])[1]
    assert filed(place) == []
    code, said = run("--undo", found[1])
    assert code == 1 and "已经撤销过" in said
