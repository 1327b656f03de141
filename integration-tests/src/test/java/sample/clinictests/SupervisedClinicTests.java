package sample.clinictests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.supervision.spec.ChildState;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same clinic with every bean supervised that can be, by a file of properties and
 * nothing else.
 */
class SupervisedClinicTests extends ClinicSuite {

	/** What stays an ordinary bean, and why. */
	private static final Set<String> ORDINARY = Set.of(
			// configuration
			"clinicApplication", "clinicSecurity", "labConfiguration",
			// values
			"clinic.pricing-sample.clinic.billing.Pricing",
			// scoped, and the proxy before it
			"currentUser", "scopedTarget.currentUser",
			// factories
			"openingHours", "ownerRepository", "visitRepository", "invoiceRepository",
			// what the framework calls all the time
			"everything", "kitchenScheduler", "taskScheduler");

	@Override
	String[] arguments() {
		return new String[] { "--spring.profiles.active=supervised" };
	}

	@Test
	void everyBeanOfTheApplicationIsSupervised() {
		TreeSnapshot tree = this.clinic.bean(SupervisionKernel.class).snapshot();
		Set<String> components = components(tree).stream()
			.map(TreeSnapshot.Component::id)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(components).containsExactlyInAnyOrderElementsOf(ownBeans()).hasSizeGreaterThan(45);
		assertThat(components(tree)).allMatch((component) -> component.state() == ChildState.RUNNING);
	}

	@Test
	void theApplicationKnowsNothingOfIt() throws IOException {
		Resource[] classes = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:sample/clinic/**/*.class");
		assertThat(classes).hasSizeGreaterThan(60);
		for (Resource type : classes) {
			assertThat(type.getContentAsString(StandardCharsets.ISO_8859_1)).as(type.getFilename())
				.doesNotContain("io/supervision");
		}
	}

	@Test
	void groupsAreMadeByPropertiesAlone() {
		TreeSnapshot tree = this.clinic.bean(SupervisionKernel.class).snapshot();
		assertThat(tree.nodes().filter(TreeSnapshot.Supervisor.class::isInstance).map(TreeSnapshot.Node::path))
			.containsExactly("/", "/customers", "/shelves", "/money", "/treatment", "/treatment/lab", "/notices",
					"/web");
	}

	private Set<String> ownBeans() {
		ConfigurableListableBeanFactory factory = this.clinic.application().getBeanFactory();
		Set<String> names = new TreeSet<>();
		for (String name : factory.getBeanDefinitionNames()) {
			Class<?> type = factory.getType(name, false);
			boolean own = type != null && ClassUtils.getUserClass(type).getName().startsWith("sample.clinic.");
			String factoryBean = factory.getBeanDefinition(name).getFactoryBeanName();
			boolean ownMethod = factoryBean != null
					&& Set.of("clinicSecurity", "labConfiguration").contains(factoryBean);
			if ((own || ownMethod || name.equals("users")) && !ORDINARY.contains(name)) {
				names.add(name);
			}
		}
		return names;
	}

	static List<TreeSnapshot.Component> components(TreeSnapshot tree) {
		return tree.nodes()
			.filter(TreeSnapshot.Component.class::isInstance)
			.map(TreeSnapshot.Component.class::cast)
			.toList();
	}

}
