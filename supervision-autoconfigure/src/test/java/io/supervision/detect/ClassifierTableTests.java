package io.supervision.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.supervision.detect.ClassifierTable.Row;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README lists the rows of {@link ClassifierTable} word for word and in their order.
 */
class ClassifierTableTests {

	@Test
	void readmeHasTheRowsOfTheTable() throws IOException {
		List<String> lines = Files.readAllLines(Path.of("../README.md"));
		int header = lines.indexOf("| whose | type | only if |");
		assertThat(header).isPositive();
		assertThat(lines.get(header + 1)).isEqualTo("|---|---|---|");
		assertThat(lines.subList(header + 2, lines.size()).stream().takeWhile((line) -> line.startsWith("|")))
			.containsExactlyElementsOf(ClassifierTable.ROWS.stream().map(ClassifierTableTests::line).toList());
	}

	private static String line(Row row) {
		String whose = switch (row.says()) {
			case CALLER -> "caller";
			case OWN -> "never a dependency";
			case DEPENDENCY -> "dependency";
		};
		return "| " + whose + " | `" + row.type() + "` | " + ((row.words() != null) ? row.words() : "") + " |";
	}

}
