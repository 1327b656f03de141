package io.supervision.bean;

import java.util.ArrayList;
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
	private final List<String> packages = new ArrayList<>();

	/**
	 * Ask an application for its packages.
	 * @param factory its bean factory
	 */
	FrameworkClasses(BeanFactory factory) {
		if (AutoConfigurationPackages.has(factory)) {
			for (String name : AutoConfigurationPackages.get(factory)) {
				if (name.startsWith(PREFIX)) {
					this.packages.add(name + ".");
				}
			}
		}
	}

	/**
	 * Tell whether a class is one of the framework's.
	 * @param className its name
	 * @return whether it is
	 */
	boolean include(String className) {
		if (!className.startsWith(PREFIX)) {
			return false;
		}
		for (String name : this.packages) {
			if (className.startsWith(name)) {
				return false;
			}
		}
		return true;
	}

}
