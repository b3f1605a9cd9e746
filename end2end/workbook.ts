// A workbook of one sheet, as spreadsheets save it: a few parts of XML in an archive that is not compressed.

type Cell = string | number;

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const parcel = "http://schemas.openxmlformats.org/package/2006";
const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** `A1`, for a list of at most 26 columns. */
const place = (row: number, column: number) => `${String.fromCharCode(65 + column)}${row + 1}`;

function sheet(rows: Cell[][]): string {
  const cell = (value: Cell, at: string) =>
    typeof value === "number" ? `<c r="${at}"><v>${value}</v></c>` : `<c r="${at}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
  const lines = rows.map((cells, row) => `<row r="${row + 1}">${cells.map((value, column) => cell(value, place(row, column))).join("")}</row>`);
  return `<worksheet xmlns="${main}"><sheetData>${lines.join("")}</sheetData></worksheet>`;
}

/** The file of a workbook whose only sheet has these rows. */
export function workbook(rows: Cell[][]): Buffer {
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const relations = (...all: string[]) => `<Relationships xmlns="${parcel}/relationships">${all.join("")}</Relationships>`;
  const part = (name: string, type: string) => `<Override PartName="${name}" ContentType="${sheetType}.${type}+xml"/>`;
  const types = [
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    part("/xl/workbook.xml", "sheet.main"),
    part("/xl/worksheets/sheet1.xml", "worksheet"),
  ];
  return archive([
    ["[Content_Types].xml", `${head}<Types xmlns="${parcel}/content-types">${types.join("")}</Types>`],
    ["_rels/.rels", head + relations(relation("r1", "officeDocument", "xl/workbook.xml"))],
    ["xl/workbook.xml", `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Lista" sheetId="1" r:id="r1"/></sheets></workbook>`],
    ["xl/_rels/workbook.xml.rels", head + relations(relation("r1", "worksheet", "worksheets/sheet1.xml"))],
    ["xl/worksheets/sheet1.xml", head + sheet(rows)],
  ]);
}

/** The check sum of archives (CRC-32). */
function sum(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Names are UTF-8, nothing is compressed, and everything is of 1 January 1980, the first day that archives know. */
const VERSION = 20;
const UTF8 = 0x0800;
const FIRST_DAY = 0x21;

function archive(parts: [string, string][]): Buffer {
  const written: Buffer[] = [];
  const listed: Buffer[] = [];
  let at = 0;
  for (const [name, text] of parts) {
    const [label, body] = [Buffer.from(name), Buffer.from(text)];
    // What the entry and the list of entries both say.
    const about = Buffer.alloc(26);
    about.writeUInt16LE(VERSION, 0);
    about.writeUInt16LE(UTF8, 2);
    about.writeUInt16LE(0, 4);
    about.writeUInt16LE(0, 6);
    about.writeUInt16LE(FIRST_DAY, 8);
    about.writeUInt32LE(sum(body), 10);
    about.writeUInt32LE(body.length, 14);
    about.writeUInt32LE(body.length, 18);
    about.writeUInt16LE(label.length, 22);
    const entry = Buffer.concat([number(LOCAL), about, label, body]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    listed.push(Buffer.concat([number(CENTRAL), Buffer.from([VERSION, 0]), about, rest, label]));
    written.push(entry);
    at += entry.length;
  }
  const list = Buffer.concat(listed);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...written, list, number(END), end]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
