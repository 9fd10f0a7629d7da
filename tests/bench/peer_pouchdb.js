// PouchDB's replication of N documents to express-pouchdb and from there to a fresh database, LevelDB on both ends.
// Runs in a folder that has pouchdb, express-pouchdb and express; the server is a process of its own.
const { fork } = require("child_process");
const { createRequire } = require("module");
const fs = require("fs");
const os = require("os");
const path = require("path");
const need = createRequire(path.join(process.cwd(), "package.json"));
const PouchDB = need("pouchdb");

const WORDS = [..."走访企业了解生产经营情况记录困难诉求并承诺跟踪办理反馈结果"];
const NAMES = [..."永兴和顺宏达金鑫瑞丰华盛恒通天成"];
const CODE = [..."0123456789ABCDEFGHJKLMNPQRTUWXY"];

function drawn(letters, count) {
  return Array.from({ length: count }, () => letters[Math.floor(Math.random() * letters.length)]).join("");
}

function record(k) {
  return {
    _id: drawn([..."0123456789abcdef"], 32),
    kind: "visit",
    no: k,
    enterprise: drawn(NAMES, 4) + "有限公司",
    code: drawn(CODE, 18),
    phone: "1" + drawn([..."0123456789"], 10),
    tax_wan: Math.round(Math.random() * 90000) / 100,
    note: drawn(WORDS, 82),
  };
}

function serve(folder) {
  const app = need("express")();
  const Kept = PouchDB.defaults({ prefix: folder + path.sep });
  app.use("/", need("express-pouchdb")(Kept, { mode: "minimumForPouchDB", logPath: path.join(folder, "log.txt") }));
  const server = app.listen(0, "127.0.0.1", () => process.send(server.address().port));
}

async function seconds(act) {
  const began = process.hrtime.bigint();
  await act();
  return Number(process.hrtime.bigint() - began) / 1e9;
}

async function main(count) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pouch-"));
  fs.mkdirSync(path.join(folder, "server"));
  const server = fork(__filename, ["serve", path.join(folder, "server")]);
  try {
    const port = await new Promise((told) => server.once("message", told));
    const remote = `http://127.0.0.1:${port}/visits`;
    const one = new PouchDB(path.join(folder, "one"));
    const other = new PouchDB(path.join(folder, "other"));
    for (let start = 0; start < count; start += 1000) {
      const some = Math.min(1000, count - start);
      await one.bulkDocs(Array.from({ length: some }, (_, k) => record(start + k)));
    }
    const options = { batch_size: 500 };
    const push_s = await seconds(() => one.replicate.to(remote, options));
    const pull_s = await seconds(() => other.replicate.from(remote, options));
    const held = (await other.info()).doc_count;
    if (held !== count) throw new Error(`${held} of ${count} came`);
    console.log(JSON.stringify({ push_s, pull_s }));
  } finally {
    server.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === "serve") serve(process.argv[3]);
else main(Number(process.argv[2])).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
