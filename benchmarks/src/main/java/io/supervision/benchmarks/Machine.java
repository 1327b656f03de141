package io.supervision.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.supervision.benchmarks.runs.Figures;

/**
 * A Java virtual machine that runs one program, which prints what it measures.
 *
 * @param program the class to run
 * @param classPath what is on the class path
 * @param heap how large its heap is, in megabytes
 */
record Machine(Class<?> program, ClassPath classPath, int heap) {

	private static final Duration LIMIT = Duration.ofMinutes(20);

	/**
	 * Run the program.
	 * @param measurements where to put what it measures
	 * @param arguments what to tell it
	 * @throws IOException if it cannot be run
	 * @throws InterruptedException if the wait for its end is given up
	 */
	void run(Measurements measurements, Object... arguments) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command(arguments)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		var unused = process.onExit()
			.completeOnTimeout(process, LIMIT.toSeconds(), TimeUnit.SECONDS)
			.thenAccept(Process::destroyForcibly);
		try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Figures.read(line, measurements::add);
			}
			if (process.waitFor() != 0) {
				throw new IllegalStateException("'" + this.program.getSimpleName()
						+ "' has failed, or did not end within " + LIMIT.toMinutes() + " minutes; see above");
			}
		}
		finally {
			process.destroyForcibly();
		}
	}

	private List<String> command(Object... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-Xms" + this.heap + "m");
		command.add("-Xmx" + this.heap + "m");
		command.add("-cp");
		command.add(this.classPath.text());
		command.add(this.program.getName());
		for (Object argument : arguments) {
			command.add(String.valueOf(argument));
		}
		return command;
	}

}
