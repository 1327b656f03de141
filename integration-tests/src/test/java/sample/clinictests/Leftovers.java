package sample.clinictests;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.test.util.AopTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What restarts could leave behind in an application, counted at one time.
 *
 * @param listeners listeners for events
 * @param singletons beans
 * @param tasks schedules
 * @param managed beans seen by JMX
 * @param threads the threads of each component
 * @param instances the instances behind the proxies, to be gone later
 */
record Leftovers(int listeners, int singletons, int tasks, int managed, Map<String, Long> threads,
		Map<String, WeakReference<Object>> instances) {

	/** A lambda that holds nothing: there is never more than one. */
	private static final String ONE_FOR_ALL = "users";

	static Leftovers of(ConfigurableApplicationContext application, Set<String> components) {
		return new Leftovers(((AbstractApplicationContext) application).getApplicationListeners().size(),
				application.getBeanFactory().getSingletonCount(), tasks(application), managed(application),
				threads(components), instances(application, components));
	}

	/**
	 * Check that there is no more of anything now, and that none of the instances is
	 * left.
	 * @param application the application
	 * @param components the ids of its components
	 */
	void requireNoMore(ConfigurableApplicationContext application, Set<String> components) {
		Leftovers now = of(application, components);
		assertThat(now.listeners).as("listeners").isEqualTo(this.listeners);
		assertThat(now.singletons).as("beans").isEqualTo(this.singletons);
		assertThat(now.tasks).as("schedules").isLessThanOrEqualTo(this.tasks);
		assertThat(now.managed).as("JMX beans").isEqualTo(this.managed);
		assertThat(this.instances).hasSizeGreaterThan(40);
		ClinicSuite.patiently().untilAsserted(() -> {
			System.gc();
			assertThat(this.instances).allSatisfy((id, instance) -> assertThat(instance.get()).as(id).isNull());
			assertThat(sum(threads(components))).as("%s, and now %s", this.threads, threads(components))
				.isLessThan(sum(this.threads) + 10);
		});
	}

	private static int tasks(ConfigurableApplicationContext application) {
		return application.getBeansOfType(ScheduledTaskHolder.class)
			.values()
			.stream()
			.mapToInt((holder) -> holder.getScheduledTasks().size())
			.sum();
	}

	private static int managed(ConfigurableApplicationContext application) {
		String domain = application.getEnvironment().getProperty("spring.jmx.default-domain");
		try {
			return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName(domain + ":*"), null).size();
		}
		catch (MalformedObjectNameException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<String, Long> threads(Set<String> components) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getThreadGroup)
			.filter((group) -> group != null && components.contains(group.getName()))
			.collect(Collectors.groupingBy(ThreadGroup::getName, TreeMap::new, Collectors.counting()));
	}

	/** Pools grow and shrink, which is not what is looked for. */
	private static long sum(Map<String, Long> threads) {
		return threads.values().stream().mapToLong(Long::longValue).sum();
	}

	private static Map<String, WeakReference<Object>> instances(ConfigurableApplicationContext application,
			Set<String> components) {
		return components.stream()
			.filter((id) -> !id.equals(ONE_FOR_ALL))
			.collect(Collectors.toMap((id) -> id,
					(id) -> new WeakReference<>(AopTestUtils.getUltimateTargetObject(application.getBean(id)))));
	}

}
