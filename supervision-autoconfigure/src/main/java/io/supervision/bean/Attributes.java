package io.supervision.bean;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * The attributes one place sets, by the names they have in the annotations. What is not
 * set is not there.
 */
public final class Attributes {

	/** Nothing set. */
	public static final Attributes NONE = new Attributes(Map.of());

	private final Map<String, Setting> settings;

	Attributes(Map<String, Setting> settings) {
		this.settings = settings;
	}

	/**
	 * Take over what a record of properties sets: its components that are not
	 * {@code null}. Those of a record in it have its name before theirs, as in
	 * {@code probe.interval}.
	 * @param values the record
	 * @param place tells the place of a component by its name
	 * @return the attributes
	 */
	public static Attributes of(Record values, UnaryOperator<String> place) {
		Map<String, Setting> settings = new LinkedHashMap<>();
		collect("", values, place, settings);
		return new Attributes(settings);
	}

	private static void collect(String prefix, Record values, UnaryOperator<String> place,
			Map<String, Setting> settings) {
		for (RecordComponent component : values.getClass().getRecordComponents()) {
			ReflectionUtils.makeAccessible(component.getAccessor());
			Object value = ReflectionUtils.invokeMethod(component.getAccessor(), values);
			String name = prefix + component.getName();
			if (value instanceof Record nested && nested.getClass().getNestHost() == values.getClass().getNestHost()) {
				collect(name + ".", nested, place, settings);
			}
			else if (value != null) {
				settings.put(name, new Setting(value, place.apply(name)));
			}
		}
	}

	@Nullable Setting get(String attribute) {
		return this.settings.get(attribute);
	}

	<T> @Nullable T value(String attribute, Class<T> type) {
		Setting setting = get(attribute);
		return (setting != null) ? type.cast(setting.value()) : null;
	}

	/** Those of a record in this one, by their own names. */
	Attributes below(String record) {
		Map<String, Setting> below = new LinkedHashMap<>();
		for (Map.Entry<String, Setting> each : this.settings.entrySet()) {
			if (each.getKey().startsWith(record + ".")) {
				below.put(each.getKey().substring(record.length() + 1), each.getValue());
			}
		}
		return new Attributes(below);
	}

	Map<String, Setting> settings() {
		return this.settings;
	}

	boolean isEmpty() {
		return this.settings.isEmpty();
	}

	@Override
	public String toString() {
		return this.settings.toString();
	}

	/**
	 * A value that was set.
	 *
	 * @param value the value
	 * @param place where it was set
	 */
	record Setting(Object value, String place) {
	}

}
