package io.supervision.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Budget;
import io.supervision.spec.OnSuspicion;
import io.supervision.spec.Replace;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The tree of a storm, at random: groups inside groups inside groups, and components
 * spread over them.
 */
final class StormWeather {

	private static final List<Class<? extends StormComponents.Stormy>> TYPES = List.of(StormComponents.Calling.class,
			StormComponents.Working.class, StormComponents.Probed.class, StormComponents.Threaded.class);

	private final Random random;

	private final Storm storm;

	private final List<String> properties = new ArrayList<>();

	private final List<String> ids = new ArrayList<>();

	StormWeather(long seed, Storm storm, int components) {
		this.random = new Random(seed);
		this.storm = storm;
		List<AutoShutdown> groups = new ArrayList<>();
		for (int number = 0; number < 24; number++) {
			groups.add(group(number));
		}
		for (int number = 0; number < components; number++) {
			int group = this.random.nextInt(groups.size());
			component(number, group, groups.get(group));
		}
	}

	List<String> ids() {
		return this.ids;
	}

	String[] properties() {
		return this.properties.toArray(String[]::new);
	}

	void register(BeanDefinitionRegistry registry) {
		for (int i = 0; i < this.ids.size(); i++) {
			registry.registerBeanDefinition(this.ids.get(i), new RootBeanDefinition(TYPES.get(i % TYPES.size())));
		}
	}

	private AutoShutdown group(int number) {
		String key = "supervision.groups.g" + number + ".";
		if (number >= 6) {
			set(key + "parent", "g" + (number - 6) / 2);
		}
		set(key + "strategy", List.of(Strategy.values()).get(number % 3));
		set(key + "intensity", 1 + this.random.nextInt(4));
		if (chance(10)) {
			set(key + "restart", RestartType.TRANSIENT);
		}
		if (chance(20)) {
			set(key + "budget", Budget.PER_CHILD);
		}
		AutoShutdown autoShutdown = chance(10) ? oneOf(AutoShutdown.values()) : AutoShutdown.NEVER;
		set(key + "auto-shutdown", autoShutdown);
		return autoShutdown;
	}

	private void component(int number, int group, AutoShutdown groups) {
		String id = "c" + number;
		this.ids.add(id);
		String key = "supervision.components." + id + ".";
		boolean grouped = !chance(5);
		if (grouped) {
			set(key + "group", "g" + group);
		}
		AutoShutdown autoShutdown = grouped ? groups : AutoShutdown.NEVER;
		RestartType restart = chance(80) ? RestartType.PERMANENT : oneOf(RestartType.values());
		set(key + "restart", restart);
		if (autoShutdown != AutoShutdown.NEVER && restart != RestartType.PERMANENT) {
			set(key + "significant", chance(50));
		}
		if (restart == RestartType.PERMANENT) {
			set(key + "essential", chance(10));
		}
		set(key + "on-suspicion", chance(70) ? OnSuspicion.RESTART : oneOf(OnSuspicion.OBSERVE, OnSuspicion.FAIL));
		boolean exclusive = chance(8);
		this.storm.plight(id).exclusive = exclusive;
		set(key + "exclusive", exclusive);
		boolean startFirst = chance(30) && !exclusive;
		set(key + "replace", startFirst ? Replace.START_FIRST : Replace.STOP_FIRST);
		set(key + "standby", startFirst && chance(30));
		set(key + "start-optional", true);
		set(key + "wait-timeout", this.random.nextInt(200) + "ms");
		bounds(key, this.storm.plight(id));
	}

	private void bounds(String key, Storm.Plight plight) {
		if (chance(5)) {
			set(key + "max-age", "700ms");
		}
		if (chance(5)) {
			set(key + "max-calls", 2000);
		}
		if (chance(5)) {
			set(key + "dependency-patience", "500ms");
			set(key + "dependency-patience-stops-first", true);
		}
		if (chance(3)) {
			set(key + "mode", "observe");
			plight.observed = true;
		}
	}

	private void set(String key, Object value) {
		this.properties.add(key + "=" + value);
	}

	private boolean chance(int percent) {
		return this.random.nextInt(100) < percent;
	}

	@SafeVarargs
	private <T> T oneOf(T... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

}
