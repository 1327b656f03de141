package io.supervision.bean;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is set for each of many children, by their ids as they were written. Of two ids
 * that are one, the exact one is found, and else the first.
 */
final class AttributesById extends AbstractMap<String, Attributes> {

	private final Map<String, Attributes> exact;

	private final Map<String, Attributes> uniform = new HashMap<>();

	private AttributesById(Map<String, Attributes> all) {
		this.exact = Collections.unmodifiableMap(new LinkedHashMap<>(all));
		for (Entry<String, Attributes> each : all.entrySet()) {
			this.uniform.putIfAbsent(Ids.uniform(each.getKey()), each.getValue());
		}
	}

	static AttributesById of(Map<String, Attributes> all) {
		return (all instanceof AttributesById known) ? known : new AttributesById(all);
	}

	/** What is set for a child, which may be nothing. */
	Attributes find(String id) {
		if (this.exact.isEmpty()) {
			return Attributes.NONE;
		}
		Attributes attributes = this.exact.get(id);
		return (attributes != null) ? attributes : this.uniform.getOrDefault(Ids.uniform(id), Attributes.NONE);
	}

	@Override
	public Set<Entry<String, Attributes>> entrySet() {
		return this.exact.entrySet();
	}

}
