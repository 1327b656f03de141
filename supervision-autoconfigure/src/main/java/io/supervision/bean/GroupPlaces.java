package io.supervision.bean;

import java.beans.Introspector;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.supervision.annotation.SupervisionGroup;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds the groups that classes and packages declare. Packages are read as resources,
 * since a package that has not been used yet has no annotations at run time.
 */
final class GroupPlaces {

	private final MetadataReaderFactory metadata;

	private final AnnotationReader reader;

	private final Map<String, Optional<GroupPlace>> packages = new HashMap<>();

	GroupPlaces(MetadataReaderFactory metadata, AnnotationReader reader) {
		this.metadata = metadata;
		this.reader = reader;
	}

	/** The group a component belongs to unless it names one. */
	@Nullable GroupPlace of(Candidate candidate) {
		GroupPlace place = (candidate.factoryMethod() != null) ? onMethod(candidate.factoryMethod()) : null;
		if (place == null) {
			place = onClass(candidate.beanClass());
		}
		if (place == null && candidate.configuration() != null) {
			place = onClass(candidate.configuration());
		}
		return (place != null) ? place : nearest(candidate.packageName());
	}

	@Nullable GroupPlace onClass(Class<?> type) {
		return on(type, type, type.getName());
	}

	/**
	 * A bean method may carry a group too, with an annotation of the application's own.
	 */
	private @Nullable GroupPlace onMethod(Method method) {
		Class<?> configuration = method.getDeclaringClass();
		return on(method, configuration, configuration.getName() + "." + method.getName() + "()");
	}

	private @Nullable GroupPlace on(AnnotatedElement element, Class<?> type, String where) {
		MergedAnnotation<SupervisionGroup> annotation = MergedAnnotations.from(element, SearchStrategy.DIRECT)
			.get(SupervisionGroup.class);
		if (!annotation.isPresent()) {
			return null;
		}
		MergedAnnotation<?> carrier = annotation.getMetaSource();
		Class<?> source = (carrier != null) ? carrier.getType() : type;
		String name = (carrier != null) ? "@" + source.getName() + " on " + where : where;
		return place(annotation, source.getName(), name, ClassUtils.getShortName(source), source.getPackageName());
	}

	/** The group of a package or of one above it. */
	@Nullable GroupPlace nearest(String packageName) {
		for (String name = packageName; !name.isEmpty(); name = parent(name)) {
			Optional<GroupPlace> place = this.packages.get(name);
			if (place == null) {
				place = onPackage(name);
				this.packages.put(name, place);
			}
			if (place.isPresent()) {
				return place.get();
			}
		}
		return null;
	}

	private Optional<GroupPlace> onPackage(String name) {
		try {
			MergedAnnotation<SupervisionGroup> annotation = this.metadata.getMetadataReader(name + ".package-info")
				.getAnnotationMetadata()
				.getAnnotations()
				.get(SupervisionGroup.class);
			return annotation.isPresent()
					? Optional
						.of(place(annotation, name, "package " + name, ClassUtils.getShortName(name), parent(name)))
					: Optional.empty();
		}
		catch (FileNotFoundException ex) {
			return Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the package-info of '" + name + "'", ex);
		}
	}

	private GroupPlace place(MergedAnnotation<SupervisionGroup> annotation, String source, String place,
			String shortName, String above) {
		Attributes attributes = this.reader.read(annotation, "@SupervisionGroup on " + place);
		String value = annotation.getString(MergedAnnotation.VALUE);
		String simpleName = shortName.substring(shortName.lastIndexOf('.') + 1);
		return new GroupPlace(value.isEmpty() ? Introspector.decapitalize(simpleName) : value, !value.isEmpty(), source,
				place, attributes, above);
	}

	private static String parent(String packageName) {
		int dot = packageName.lastIndexOf('.');
		return (dot < 0) ? "" : packageName.substring(0, dot);
	}

}
