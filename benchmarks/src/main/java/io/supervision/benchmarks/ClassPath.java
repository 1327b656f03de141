package io.supervision.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is on the class path of an application that is measured: the classes of this
 * module and some of the libraries beside its jar. The jar itself would bring all of
 * them.
 */
enum ClassPath {

	/** A small web application. */
	WEB,

	/** With the actuator, as nearly every one that somebody operates. */
	ACTUATOR,

	/** With the starter, which brings the actuator. */
	SUPERVISED,

	/** No application, but all that could make a proxy. */
	GENERATORS;

	/**
	 * Tell whether a library is part of it.
	 * @param name the name of its file
	 * @return whether it is
	 */
	boolean contains(String name) {
		return switch (this) {
			case WEB -> isOfWeb(name);
			case ACTUATOR -> isOfWeb(name) || isOfActuator(name);
			case SUPERVISED -> isOfWeb(name) || isOfActuator(name) || isOfStarter(name);
			case GENERATORS -> isOfWeb(name) || isOfGenerators(name);
		};
	}

	private static boolean isOfWeb(String name) {
		return !isOfActuator(name) && !isOfStarter(name) && !isOfOthers(name);
	}

	private static boolean isOfActuator(String name) {
		return startsWith(name, "spring-boot-actuator", "spring-boot-starter-actuator", "micrometer-core",
				"micrometer-jakarta9", "HdrHistogram", "LatencyUtils");
	}

	private static boolean isOfStarter(String name) {
		return startsWith(name, "supervision-", "resilience4j-core-");
	}

	private static boolean isOfOthers(String name) {
		return startsWith(name, "resilience4j-", "spring-cloud-", "spring-security-", "spring-boot-starter-aop",
				"aspectjweaver", "jmh-", "jopt-simple", "commons-math3") || isOfGenerators(name);
	}

	private static boolean isOfGenerators(String name) {
		return startsWith(name, "byte-buddy-");
	}

	private static boolean startsWith(String name, String... beginnings) {
		return Stream.of(beginnings).anyMatch(name::startsWith);
	}

	/**
	 * Write it as an argument.
	 * @return paths with the separator of the platform between them
	 */
	String text() {
		return Stream.concat(Stream.of(target().resolve("classes")), libraries().stream())
			.map(Path::toString)
			.collect(Collectors.joining(System.getProperty("path.separator")));
	}

	private List<Path> libraries() {
		try (Stream<Path> all = Files.list(target().resolve("lib"))) {
			return all.filter((path) -> contains(path.getFileName().toString())).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("'" + target().resolve("lib") + "' cannot be read: build the module with "
					+ "'mvn -DskipTests package', and leave its jar where it is", ex);
		}
	}

	private static Path target() {
		try {
			Path here = Path.of(ClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			return here.resolveSibling("").toAbsolutePath();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("The place of this class is no file", ex);
		}
	}

}
