package org.springframework.samples.clinic;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.SupervisionGroup;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application that lives below the framework's name.
 */
@Configuration
public class Clinic {

	@Bean
	Visits visits() {
		return new Visits();
	}

	@Bean
	Object hidden() {
		return new Hidden();
	}

	/** Tells the framework by its annotation. */
	@Supervised
	public static class Owners {

	}

	/** Known from the return type of its method only. */
	@Supervised(group = "records")
	public static class Visits {

	}

	/** Known from its instance only. */
	@Supervised
	public static class Hidden {

	}

	/** Declares a group and nothing that is in it. */
	@Configuration
	@SupervisionGroup("records")
	public static class Records {

	}

	/** Declares a group that nobody can be in. */
	@SupervisionGroup
	public static class Stray {

	}

}
