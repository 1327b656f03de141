package io.supervision.benchmarks;

import java.util.List;
import java.util.Map;

import io.supervision.benchmarks.runs.Figures;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FiguresTests {

	private final Measurements measurements = new Measurements();

	@Test
	void figureIsReadFromWhatAProgramPrints() {
		Figures.read("MEASURED restart.lean.cpu 150.5", this.measurements::add);
		assertThat(this.measurements.all()).isEqualTo(Map.of("restart.lean.cpu", List.of(150.5)));
	}

	@Test
	void everythingElseIsIgnored() {
		Figures.read("Started PlainStart in 1.5", this.measurements::add);
		assertThat(this.measurements.all()).isEmpty();
	}

}
