// Runs Khronos' validator over files; prints one JSON line for each.
import { readFileSync } from "node:fs";
import validator from "gltf-validator";

const LEVELS = ["error", "warning", "information", "hint"];

for (const path of process.argv.slice(2)) {
  const options = { format: "glb", maxIssues: 0, writeTimestamp: false };
  const report = await validator.validateBytes(new Uint8Array(readFileSync(path)), options);
  const said = report.issues.messages
    .filter((message) => message.severity < 2)
    .slice(0, 5)
    .map((message) => `${LEVELS[message.severity]} ${message.code} at ${message.pointer}: ${message.message}`);
  const { numErrors: errors, numWarnings: warnings } = report.issues;
  console.log(JSON.stringify({ path, errors, warnings, said, triangles: report.info.totalTriangleCount ?? 0 }));
}
