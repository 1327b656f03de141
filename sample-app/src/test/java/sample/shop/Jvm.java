package sample.shop;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A virtual machine of the kind that runs the tests, with the class path of the shop.
 */
final class Jvm implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final Process process;

	private final StringBuilder output = new StringBuilder();

	private Jvm(Process process) {
		this.process = process;
	}

	/**
	 * Start a main class.
	 * @param directory where files are written
	 * @param options options of the virtual machine
	 * @param mainClass the class
	 * @param arguments its arguments
	 * @return the running virtual machine
	 */
	static Jvm start(Path directory, List<String> options, String mainClass, List<String> arguments)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.add(mainClass);
		command.addAll(arguments);
		return new Jvm(new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start());
	}

	/**
	 * What the shop runs with: the class path of the tests without the tests.
	 * @return files and directories
	 */
	static List<Path> classPath() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter((element) -> Files.exists(element) && !element.endsWith("test-classes"))
			.toList();
	}

	static String join(Collection<Path> classPath) {
		return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * Pack directories, which the virtual machine does not share classes from.
	 * @param classPath files and directories
	 * @param directory where to put the packed ones
	 * @return files only, in the same order
	 */
	static List<Path> packed(List<Path> classPath, Path directory) throws IOException {
		List<Path> files = new ArrayList<>();
		for (Path element : classPath) {
			files.add(Files.isDirectory(element) ? pack(element, directory.resolve("classes-" + files.size() + ".jar"))
					: element);
		}
		return files;
	}

	private static Path pack(Path directory, Path file) throws IOException {
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
				Stream<Path> content = Files.walk(directory)) {
			for (Path each : content.filter((found) -> !found.equals(directory)).toList()) {
				String name = directory.relativize(each).toString().replace(File.separatorChar, '/');
				// Spring finds a package in a file only if it is listed there.
				jar.putNextEntry(new ZipEntry(Files.isDirectory(each) ? name + "/" : name));
				if (!Files.isDirectory(each)) {
					Files.copy(each, jar);
				}
				jar.closeEntry();
			}
		}
		return file;
	}

	/**
	 * Wait until the shop is open.
	 * @return the shop
	 */
	Shop shop() throws IOException {
		BufferedReader lines = this.process.inputReader();
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			this.output.append(line).append('\n');
			Matcher port = PORT.matcher(line);
			if (port.find()) {
				readOn(lines);
				return Shop.at(port.group(1));
			}
		}
		throw new AssertionError("The shop did not open:\n" + this.output);
	}

	/** A process whose output nobody reads stands still. */
	private static void readOn(BufferedReader lines) {
		Thread reader = new Thread(() -> {
			try {
				lines.transferTo(Writer.nullWriter());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}, "output of the shop");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Wait for the end.
	 * @return what was printed
	 */
	String end() throws IOException, InterruptedException {
		this.process.inputReader().lines().forEach((line) -> this.output.append(line).append('\n'));
		assertThat(this.process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(this.process.exitValue()).as(this.output.toString()).isZero();
		return this.output.toString();
	}

	/**
	 * Ask the virtual machine to end, as a platform does.
	 * @return what it ended with
	 */
	int terminate() throws InterruptedException {
		this.process.destroy();
		assertThat(this.process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
