package io.supervision.bean;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAvailabilityAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first fault of an application finds everything loaded that it takes to be cured. A
 * Java virtual machine of its own tells what it loads, and when.
 */
class FirstFaultTests {

	private static final Pattern LOADED = Pattern.compile("\\[class,load\\] (\\S+) source:.*");

	@TempDir
	private Path directory;

	@Test
	@Timeout(120)
	void loadsNothingOfOurs() throws Exception {
		assertThat(loadedByTheFirstFault("rehearsed")).noneMatch(FirstFaultTests::isOurs);
	}

	@Test
	@Timeout(120)
	void wouldLoadMuchOfOursUnlessARestartHadBeenRehearsed() throws Exception {
		assertThat(loadedByTheFirstFault("unprepared").stream().filter(FirstFaultTests::isOurs)).hasSizeGreaterThan(10);
	}

	private static boolean isOurs(String type) {
		return type.startsWith("io.supervision.") && !type.startsWith(FirstFaultTests.class.getName());
	}

	/** The classes that are loaded between those that mark the fault and its end. */
	private List<String> loadedByTheFirstFault(String argument) throws IOException, InterruptedException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Path log = this.directory.resolve("classes.log");
		Process process = new ProcessBuilder(java.toString(), "-Xlog:class+load:file=" + log + ":level,tags", "-cp",
				System.getProperty("java.class.path"), Application.class.getName(), argument)
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output.log").toFile())
			.start();
		assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
		List<String> loaded = LOADED.matcher(Files.readString(log)).results().map((line) -> line.group(1)).toList();
		int fault = loaded.indexOf(Fault.class.getName());
		int cured = loaded.indexOf(Cured.class.getName());
		assertThat(fault).as(() -> output()).isPositive();
		assertThat(cured).as(() -> output()).isGreaterThan(fault);
		return loaded.subList(fault, cured);
	}

	private String output() {
		try {
			return Files.readString(this.directory.resolve("output.log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An application in which a component fails as soon as it is ready for that. What
	 * decides on availability does so at its leisure, also for the first time.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = SupervisionAvailabilityAutoConfiguration.class)
	static class Application {

		public static void main(String[] arguments) throws Exception {
			ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
				.properties("supervision.defaults.fail-on=java.lang.IllegalStateException",
						"supervision.defaults.wait-timeout=20s", "server.port=0")
				.run();
			Feed feed = application.getBean(Feed.class);
			feed.price();
			if (arguments[0].equals("rehearsed")) {
				var unused = new Rehearsal(application.getBean(TreeThreads.class).workers()).play();
			}
			new Fault();
			try {
				feed.fail();
			}
			catch (IllegalStateException ex) {
				while (feed.price() < 2) {
					Thread.onSpinWait();
				}
				new Cured();
			}
			Runtime.getRuntime().halt(0);
		}

		@Bean
		@Supervised
		Feed feed(Generation generation) {
			return new Feed(generation);
		}

	}

	/** Knows which generation it is. */
	static class Feed {

		private final Generation generation;

		Feed(Generation generation) {
			this.generation = generation;
		}

		long price() {
			return this.generation.number();
		}

		void fail() {
			throw new IllegalStateException("on purpose");
		}

	}

	/** Is loaded when the fault strikes. */
	private static final class Fault {

	}

	/** Is loaded when the next generation has answered. */
	private static final class Cured {

	}

}
