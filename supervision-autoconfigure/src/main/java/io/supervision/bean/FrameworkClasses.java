package io.supervision.bean;

import java.util.List;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;

/**
 * Tells the framework's own classes from those of the application by their names, so that
 * none has to be loaded for it. An application may live below the framework's name too,
 * as Spring's own samples do: what is in its packages belongs to it.
 */
final class FrameworkClasses {

	private static final String PREFIX = "org.springframework.";

	/** Those of the application that are below the framework's name. */
	private final List<String> packages;

	/**
	 * Ask an application for its packages.
	 * @param factory its bean factory
	 */
	FrameworkClasses(BeanFactory factory) {
		this.packages = AutoConfigurationPackages.has(factory) ? AutoConfigurationPackages.get(factory)
			.stream()
			.map((name) -> name + ".")
			.filter((name) -> name.startsWith(PREFIX))
			.toList() : List.of();
	}

	/**
	 * Tell whether a class is one of the framework's.
	 * @param className its name
	 * @return whether it is
	 */
	boolean include(String className) {
		return className.startsWith(PREFIX) && this.packages.stream().noneMatch(className::startsWith);
	}

}
