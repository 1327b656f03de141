package io.supervision.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.supervision.bean.Ids;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Where properties were set, for messages.
 */
final class PropertyPlaces {

	private final List<ConfigurationProperty> bound = new ArrayList<>();

	void add(ConfigurationProperty property) {
		this.bound.add(property);
	}

	/**
	 * Name the place of a property.
	 * @param way the names that lead to it, ids and names of record components
	 * @return the property's name, and its origin if that is known
	 */
	String of(String... way) {
		for (ConfigurationProperty property : this.bound) {
			if (leadsTo(way, property.getName())) {
				return place(property);
			}
		}
		return SupervisionBinder.PREFIX + "." + String.join(".", way);
	}

	private static boolean leadsTo(String[] way, ConfigurationPropertyName name) {
		if (name.getNumberOfElements() <= way.length) {
			return false;
		}
		for (int i = 0; i < way.length; i++) {
			if (!Ids.same(way[i], name.getElement(i + 1, Form.ORIGINAL))) {
				return false;
			}
		}
		return true;
	}

	static String place(ConfigurationProperty property) {
		return property.getName() + ((property.getOrigin() != null) ? ", " + property.getOrigin() : "");
	}

}
