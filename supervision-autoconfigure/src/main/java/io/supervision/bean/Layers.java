package io.supervision.bean;

import java.util.List;
import java.util.stream.Stream;

import io.supervision.bean.Attributes.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The places that may set an attribute of one child, the strongest first.
 *
 * @param layers what each of them sets
 * @param place the place of the child itself, for what none of them sets
 */
record Layers(List<Attributes> layers, String place) {

	/** The same with one more place that is weaker than all. */
	Layers above(Attributes weakest) {
		return new Layers(Stream.concat(this.layers.stream(), Stream.of(weakest)).toList(), this.place);
	}

	@Nullable Setting find(String attribute) {
		for (Attributes layer : this.layers) {
			Setting setting = layer.get(attribute);
			if (setting != null) {
				return setting;
			}
		}
		return null;
	}

	<T> T get(String attribute, T otherwise) {
		Setting setting = find(attribute);
		@SuppressWarnings("unchecked")
		T value = (setting != null) ? (T) setting.value() : otherwise;
		return value;
	}

	<T> @Nullable T find(String attribute, Class<T> type) {
		Setting setting = find(attribute);
		return (setting != null) ? type.cast(setting.value()) : null;
	}

	/** Whether any place sets the attribute to this value, strong or not. */
	boolean anyIs(String attribute, Object value) {
		for (Attributes layer : this.layers) {
			Setting setting = layer.get(attribute);
			if (setting != null && setting.value().equals(value)) {
				return true;
			}
		}
		return false;
	}

	String placeOf(String attribute) {
		Setting setting = find(attribute);
		return (setting != null) ? setting.place() : this.place;
	}

}
