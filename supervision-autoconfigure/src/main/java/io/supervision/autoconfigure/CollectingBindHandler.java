package io.supervision.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.supervision.bean.Ids;
import io.supervision.bean.Problems;
import io.supervision.spec.Shutdown;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.ResolvableType;

/**
 * Notes where each property was set, and collects what cannot be bound instead of
 * stopping at the first. Environment variables and system properties that nobody asks for
 * are no mistake.
 */
final class CollectingBindHandler extends AbstractBindHandler {

	private static final Map<Class<?>, String> EXPECTED = Map.of(Duration.class, "a duration such as '500ms' or '5s'",
			Shutdown.class, "a duration such as '5s', '0' or 'infinity'", Boolean.class, "'true' or 'false'",
			boolean.class, "'true' or 'false'", Integer.class, "a whole number", int.class, "a whole number",
			double.class, "a number", Class.class, "the name of a class that can be loaded");

	private final ConfigurationPropertyName root;

	private final PropertyPlaces places;

	private final Problems problems;

	private final Set<ConfigurationPropertyName> failed = new HashSet<>();

	private @Nullable Object bound;

	CollectingBindHandler(String root, PropertyPlaces places, Problems problems) {
		super(new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
		this.root = ConfigurationPropertyName.of(root);
		this.places = places;
		this.problems = problems;
	}

	@Override
	public Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
		ConfigurationProperty property = property(name, context);
		if (property != null) {
			this.places.add(property);
		}
		Object value = super.onSuccess(name, target, context, result);
		if (name.equals(this.root)) {
			this.bound = value;
		}
		return value;
	}

	@Override
	public Object onCreate(ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
		if (name.equals(this.root)) {
			this.bound = result;
		}
		return super.onCreate(name, target, context, result);
	}

	/** The names of what could not be bound. */
	Set<ConfigurationPropertyName> failed() {
		return Set.copyOf(this.failed);
	}

	@Override
	@SuppressWarnings("NullAway") // null means that nothing was bound
	public Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
			throws Exception {
		if (error instanceof UnboundConfigurationPropertiesException unbound) {
			unbound.getUnboundProperties()
				.stream()
				.filter((property) -> this.failed.stream().noneMatch((failed) -> isSameOrBelow(failed, property)))
				.forEach(this::reportUnknown);
			return this.bound;
		}
		this.failed.add(name);
		report(name, target.getType(), source(name, context), error);
		return null;
	}

	private void report(ConfigurationPropertyName name, ResolvableType type, @Nullable ConfigurationProperty property,
			Exception error) {
		Class<?> raw = type.resolve(Object.class);
		boolean isSection = (raw.isRecord() && !EXPECTED.containsKey(raw)) || raw == Map.class;
		if (property == null) {
			this.problems.add("'" + name + "' cannot be bound: '" + error.getMessage() + "'", name.toString(),
					"Correct or remove it.");
		}
		else if (!isSection) {
			this.problems.add("'" + name + "' must be " + expected(type) + ": '" + property.getValue() + "'",
					PropertyPlaces.place(property), "Correct or remove it.");
		}
		else if (!String.valueOf(property.getValue()).isEmpty()) {
			this.problems.add("'" + name + "' must have keys below it and no value: '" + property.getValue() + "'",
					PropertyPlaces.place(property), "Correct or remove it.");
		}
	}

	private static @Nullable ConfigurationProperty property(ConfigurationPropertyName name, BindContext context) {
		ConfigurationProperty property = context.getConfigurationProperty();
		return (property != null && property.getName().equals(name)) ? property : null;
	}

	private static @Nullable ConfigurationProperty source(ConfigurationPropertyName name, BindContext context) {
		for (ConfigurationPropertySource source : context.getSources()) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private static boolean isSameOrBelow(ConfigurationPropertyName name, ConfigurationProperty property) {
		return name.equals(property.getName()) || name.isAncestorOf(property.getName());
	}

	private static String expected(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		if (raw.isEnum()) {
			return Arrays.stream(raw.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
				.filter((name) -> !name.equals("default"))
				.collect(Collectors.joining("', '", "one of '", "'"));
		}
		if (List.class == raw) {
			return "a list whose elements are each " + expected(type.getGeneric());
		}
		return EXPECTED.getOrDefault(raw, "a " + raw.getSimpleName());
	}

	private void reportUnknown(ConfigurationProperty property) {
		ResolvableType known = type(property.getName());
		if (known != null) {
			report(property.getName(), known, property, new IllegalArgumentException("no value"));
			return;
		}
		this.problems.add("'" + property.getName() + "' must be a key that exists: '" + property.getValue() + "'",
				PropertyPlaces.place(property), proposal(property.getName()));
	}

	/** The keys there are at the place where the name leaves the known ones. */
	private static String proposal(ConfigurationPropertyName name) {
		@Nullable Class<?> type = SupervisionProperties.class;
		for (int i = 1; i < name.getNumberOfElements(); i++) {
			String element = name.getElement(i, Form.ORIGINAL);
			RecordComponent known = Arrays.stream(type.getRecordComponents())
				.filter((component) -> Ids.same(component.getName(), element))
				.findFirst()
				.orElse(null);
			if (known == null) {
				return Ids.proposal(element, keys(type)) + idWithDots(type);
			}
			if (known.getType() == Map.class) {
				i++;
			}
			type = (known.getType() == Map.class) ? ResolvableType.forType(known.getGenericType()).resolveGeneric(1)
					: known.getType();
			if (type == null || !type.isRecord()) {
				break;
			}
		}
		return "It has no keys below it.";
	}

	/** The type of a key there is, which has not been bound because it has no value. */
	private static @Nullable ResolvableType type(ConfigurationPropertyName name) {
		ResolvableType type = ResolvableType.forClass(SupervisionProperties.class);
		for (int i = 1; i < name.getNumberOfElements(); i++) {
			Class<?> raw = type.resolve(Object.class);
			String element = name.getElement(i, Form.ORIGINAL);
			ResolvableType next = (raw == Map.class) ? type.getGeneric(1) : component(raw, element);
			if (next == null) {
				return null;
			}
			type = next;
		}
		return type;
	}

	private static @Nullable ResolvableType component(Class<?> type, String name) {
		return type.isRecord() ? Arrays.stream(type.getRecordComponents())
			.filter((component) -> Ids.same(component.getName(), name))
			.map((component) -> ResolvableType.forType(component.getGenericType()))
			.findFirst()
			.orElse(null) : null;
	}

	private static List<String> keys(Class<?> type) {
		return Arrays.stream(type.getRecordComponents())
			.map((component) -> DataObjectPropertyName.toDashedForm(component.getName()))
			.toList();
	}

	private static String idWithDots(Class<?> type) {
		return (type == SupervisionProperties.Component.class || type == SupervisionProperties.Group.class)
				? " An id with dots in it is written in brackets: [com.acme.Feed]." : "";
	}

}
