package io.supervision.autoconfigure;

import java.util.Set;

import io.supervision.bean.TreeText;
import io.supervision.tree.SupervisionKernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Logs the tree once it has started, and how to see it later where that is not yet
 * possible.
 *
 * @param kernel the tree
 * @param context the application's context
 */
record StartReport(SupervisionKernel kernel, ApplicationContext context) implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger("io.supervision");

	private static final String ENDPOINT = "org.springframework.boot.actuate.endpoint.annotation.Endpoint";

	private static final String INCLUDE = "management.endpoints.web.exposure.include";

	@Override
	public void run() {
		logger.info("The supervision tree has started:{}{}", System.lineSeparator(),
				TreeText.of(this.kernel.snapshot()));
		if (hasWebServer() && ClassUtils.isPresent(ENDPOINT, this.context.getClassLoader()) && !isExposed()) {
			logger.info("To see it at /actuator/supervision: {}=health,supervision", INCLUDE);
		}
	}

	/** By name, since the interface has moved between the lines of Boot. */
	private boolean hasWebServer() {
		for (Class<?> type : ClassUtils.getAllInterfacesForClassAsSet(this.context.getClass())) {
			if (type.getSimpleName().endsWith("WebServerApplicationContext")) {
				return true;
			}
		}
		return false;
	}

	private boolean isExposed() {
		return lists(INCLUDE) && !lists("management.endpoints.web.exposure.exclude");
	}

	private boolean lists(String property) {
		Set<String> ids = Binder.get(this.context.getEnvironment())
			.bind(property, Bindable.setOf(String.class))
			.orElse(Set.of());
		for (String id : ids) {
			if (id.equals("*") || id.equalsIgnoreCase("supervision")) {
				return true;
			}
		}
		return false;
	}

}
