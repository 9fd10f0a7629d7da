"""Anki's sync of N notes, one sync up and one down, with its own server. Runs in an interpreter that has `anki`.

Both collections are joined by one full sync while they are empty, so that the notes travel as notes.
"""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from anki.collection import AddNoteRequest, Collection

WORDS = "走访企业了解生产经营情况记录困难诉求并承诺跟踪办理反馈结果"
NAMES = "永兴和顺宏达金鑫瑞丰华盛恒通天成"
CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def main() -> None:
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), _free_port()
        told = {
            "SYNC_USER1": "user:word",
            "SYNC_BASE": str(folder / "server"),
            "SYNC_HOST": "127.0.0.1",
            "SYNC_PORT": str(port),
        }
        server = subprocess.Popen([sys.executable, "-m", "anki.syncserver"], env={**os.environ, **told})
        try:
            _wait_for(port)
            print(json.dumps(_measured(folder, f"http://127.0.0.1:{port}/", count)))
        finally:
            server.terminate()
            server.wait()


def _measured(folder: Path, address: str, count: int) -> dict[str, float]:
    one, other = (Collection(str(folder / f"{name}.anki2")) for name in ("one", "other"))
    auth = one.sync_login("user", "word", address)
    for each, is_first in ((one, True), (other, False)):
        asked = each.sync_collection(auth, False)
        each.close_for_full_sync()
        each.full_upload_or_download(auth=auth, server_usn=asked.server_media_usn, upload=is_first)
        each.reopen(after_full_sync=True)
    _fill(one, count)
    push_s, pull_s = _seconds(one, auth), _seconds(other, auth)
    assert other.note_count() == count
    one.close()
    other.close()
    return {"push_s": push_s, "pull_s": pull_s}


def _seconds(collection: Collection, auth: object) -> float:
    began = time.perf_counter()
    collection.sync_collection(auth, False)
    return time.perf_counter() - began


def _fill(collection: Collection, count: int) -> None:
    r = random.Random(20260901)
    kind = collection.models.by_name("Basic")
    requests = []
    for k in range(count):
        note = collection.new_note(kind)
        note["Front"] = f"{r.getrandbits(128):032x}"
        note["Back"] = json.dumps(_record(r, k), ensure_ascii=False)
        requests.append(AddNoteRequest(note=note, deck_id=1))
    collection.add_notes(requests)


def _record(r: random.Random, k: int) -> dict[str, object]:
    return {
        "kind": "visit",
        "no": k,
        "enterprise": "".join(r.choice(NAMES) for _ in range(4)) + "有限公司",
        "code": "".join(r.choice(CODE) for _ in range(18)),
        "phone": f"1{r.randrange(10**10):010d}",
        "tax_wan": round(r.random() * 900, 2),
        "note": "".join(r.choice(WORDS) for _ in range(82)),
    }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server does not listen")


if __name__ == "__main__":
    main()
