package io.supervision.benchmarks.generators;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What is compared has to do the same.
 */
class GeneratorTests {

	@ParameterizedTest
	@EnumSource
	void everyProxyPassesItsCallsOn(Generator generator) throws ReflectiveOperationException {
		Way way = new Way(new Quiet());
		Quotes proxy = generator.proxy(way);
		assertThat(proxy.price()).isEqualTo(7);
		assertThat(proxy.price("apple", 2)).isEqualTo(84);
		assertThat(proxy.name("text", 1, 2)).isEqualTo("text");
		assertThat(way.inFlight()).isZero();
		assertThat(way.failure()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void everyProxyTellsWhatACallHasFailedWith(Generator generator) throws ReflectiveOperationException {
		Way way = new Way(new QuoteService());
		Quotes proxy = generator.proxy(way);
		Throwable thrown = catchThrowable(() -> proxy.price("", 2));
		assertThat(thrown).isInstanceOf(IllegalArgumentException.class).isSameAs(way.failure());
		assertThat(way.inFlight()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void everyProxyCountsItsCalls(Generator generator) throws ReflectiveOperationException {
		Counting counting = new Counting();
		Way way = new Way(counting);
		counting.way = way;
		assertThat(generator.proxy(way).price()).isOne();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "METHOD_HANDLES")
	void everyProxyIsOfANewClass(Generator generator) throws ReflectiveOperationException {
		Way way = new Way(new QuoteService());
		assertThat(generator.proxy(way)).isInstanceOf(QuoteService.class);
		assertThat(generator.proxy(way).getClass()).isNotSameAs(generator.proxy(way).getClass());
	}

	private static final class Quiet extends QuoteService {

		@Override
		public int price() {
			return 7;
		}

	}

	private static final class Counting extends QuoteService {

		private Way way;

		@Override
		public int price() {
			return (int) this.way.inFlight();
		}

	}

}
