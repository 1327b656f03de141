package sample.platform;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * DevTools closes an application and starts it again in the same virtual machine, with a
 * new class loader. It needs a virtual machine of its own, where it is switched on.
 */
@Timeout(180)
class DevToolsRestartTests {

	@TempDir
	Path directory;

	@Test
	void everyRunHasItsOwnComponentsAndLeavesNothingBehind() throws Exception {
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:SoftRefLRUPolicyMSPerMB=0", "-cp", classPath(), RestartingApplication.class.getName(),
				"--spring.profiles.active=plain", "--spring.main.web-application-type=none",
				"--spring.main.keep-alive=true", "--spring.devtools.restart.trigger-file=none",
				"--spring.devtools.livereload.enabled=false")
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(Files.readString(output)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		String run = ": desk of feed, alive [desk, feed], RestartClassLoader, one loader true";
		assertThat(Files.readAllLines(output).stream().filter((line) -> line.startsWith("REPORT ")))
			.as(Files.readString(output))
			.map((line) -> line.substring(7))
			.containsExactly("1" + run, "2" + run, "3" + run, "4" + run, "0 kept");
	}

	/**
	 * DevTools loads anew what is in directories. The library is a file for everybody but
	 * ourselves.
	 */
	private String classPath() throws Exception {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter(Files::exists)
			.map((element) -> Files.isDirectory(element) && !element.endsWith("test-classes") ? pack(element) : element)
			.map(Path::toString)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private Path pack(Path classes) {
		Path file = this.directory.resolve(classes.getParent().getParent().getFileName() + ".jar");
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
				Stream<Path> content = Files.walk(classes)) {
			List<Path> files = content.filter(Files::isRegularFile).toList();
			for (Path each : files) {
				jar.putNextEntry(new ZipEntry(classes.relativize(each).toString().replace(File.separatorChar, '/')));
				Files.copy(each, jar);
				jar.closeEntry();
			}
			return file;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
