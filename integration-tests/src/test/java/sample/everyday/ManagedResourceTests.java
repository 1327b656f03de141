package sample.everyday;

import java.util.Set;

import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.supervision.ComponentUnavailableException;
import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A managed resource is registered once, and whoever operates it reaches the current
 * generation.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "spring.jmx.enabled=true", "spring.jmx.default-domain=everyday" })
@ActiveProfiles("plain")
@DirtiesContext
class ManagedResourceTests {

	@Autowired
	ApplicationContext context;

	@Autowired
	MBeanServer server;

	@Test
	void isThereOnceAndReachesEachGeneration() throws Throwable {
		ObjectName name = name();
		Restarts.beforeAndAfterThree(this.context, "dial", () -> {
			assertThat(name()).isEqualTo(name);
			this.server.setAttribute(name, new Attribute("Level", 5));
			assertThat(this.server.getAttribute(name, "Level")).isEqualTo(5);
			assertThat(this.server.invoke(name, "generation", new Object[0], new String[0]))
				.isEqualTo(Restarts.generation(this.context, "dial"));
			assertThat(this.server.getMBeanInfo(name).getClassName()).endsWith("ManagedResourceTests$Dial");
		});
	}

	@Test
	void saysThatTheComponentIsDown() throws Throwable {
		ObjectName name = name();
		Restarts.whileDown(this.context, "dial", () -> {
			assertThat(this.server.isRegistered(name)).isTrue();
			assertThatException().isThrownBy(() -> this.server.getAttribute(name, "Level"))
				.havingRootCause()
				.isInstanceOf(ComponentUnavailableException.class);
		});
		assertThat(this.server.getAttribute(name, "Level")).isEqualTo(1);
	}

	private ObjectName name() throws Exception {
		Set<ObjectName> names = this.server.queryNames(new ObjectName("everyday:name=dial,*"), null);
		assertThat(names).hasSize(1);
		return names.iterator().next();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Dial.class)
	static class Application {

	}

	@Supervised
	@Component("dial")
	@ManagedResource
	public static class Dial {

		private final Generation generation;

		private int level = 1;

		Dial(Generation generation) {
			this.generation = generation;
		}

		@ManagedAttribute
		public int getLevel() {
			return this.level;
		}

		@ManagedAttribute
		public void setLevel(int level) {
			this.level = level;
		}

		@ManagedOperation
		public long generation() {
			return this.generation.number();
		}

	}

}
