/** The table of steps, the notes below it, and the closing line that CI reads. */
export function printReport(results, total) {
  const rows = results.map(({ name, counts, seconds, skippedBecause }) => [
    name,
    counts.failed > 0 ? "FAILED" : skippedBecause ? "skipped" : "passed",
    [
      `${counts.passed} passed`,
      ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
      ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ].join(", "),
    seconds.toFixed(1),
  ]);
  const lines = [["step", "result", "tests", "seconds"], ...rows];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...lines.map((line) => line[i].length)));
  console.log("");
  for (const line of lines) {
    const cells = line.map((cell, i) =>
      i === 3 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]),
    );
    console.log(cells.join("  "));
  }
  for (const { name, notes } of results)
    for (const note of notes) console.log(`\n${name}: ${note}`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
}
