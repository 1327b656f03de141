package io.supervision.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One run of jcstress in a virtual machine of its own, short enough for the default
 * build. It takes about five seconds on idle cores, and two more for every further test
 * class.
 */
public final class Jcstress {

	private static final Pattern RACY = Pattern.compile("^(\\S+) \\[.*]: Observed forbidden state", Pattern.MULTILINE);

	private Jcstress() {
	}

	/**
	 * Run stress tests and name those that saw a forbidden state.
	 * @param tests regular expression for the names of the test classes
	 * @return the names of the racy test classes, of all that were run
	 * @throws IllegalStateException if no test was run to its end, or one broke
	 */
	public static Set<String> racy(String tests) throws IOException, InterruptedException {
		Path directory = Files.createDirectories(Path.of("target", "jcstress", tests.replaceAll("\\W", "_")))
			.toAbsolutePath();
		Path log = directory.resolve("jcstress.log");
		Process run = start(tests, directory, log);
		if (!run.waitFor(2, TimeUnit.MINUTES)) {
			run.destroyForcibly();
			throw new IllegalStateException("jcstress did not end within 2 minutes, see " + log);
		}
		String output = Files.readString(log);
		Set<String> racy = RACY.matcher(output).results().map((line) -> line.group(1)).collect(Collectors.toSet());
		if (output.contains("these tests would not run")) {
			throw new IllegalStateException("jcstress has too few cores for the actors of " + tests);
		}
		if (!output.contains("RUN RESULTS") || (run.exitValue() == 0) != racy.isEmpty()) {
			throw new IllegalStateException("jcstress broke: " + output);
		}
		return racy;
	}

	private static Process start(String tests, Path directory, Path log) throws IOException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		return new ProcessBuilder(java.toString(), "-cp", System.getProperty("java.class.path"),
				"org.openjdk.jcstress.Main", "-t", tests, "-m", "sanity", "-time", "1000", "-sc", "false", "-c", "2",
				"-jvmArgs", "-XX:-TieredCompilation", "-r", directory.toString())
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
	}

}
