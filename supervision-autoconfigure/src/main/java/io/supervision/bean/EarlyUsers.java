package io.supervision.bean;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

/**
 * The post-processors of an application, which are made, and work, before there can be a
 * tree. What they need cannot be in it.
 */
final class EarlyUsers {

	private final DefaultListableBeanFactory factory;

	private final Problems problems;

	EarlyUsers(DefaultListableBeanFactory factory, Problems problems) {
		this.factory = factory;
		this.problems = problems;
	}

	/** Find the components that post-processors inject. */
	void check(List<Candidate> found, InjectionPoints injection) {
		for (String user : postProcessors()) {
			RootBeanDefinition definition = (RootBeanDefinition) this.factory.getMergedBeanDefinition(user);
			ResolvableType type = ResolvableType.forClass(this.factory.getType(user, false));
			Set<String> needed = injection.dependencies(new Candidate(user, definition, type,
					definition.getResolvedFactoryMethod(), null, List.of(), user, null, 0));
			for (Candidate candidate : found) {
				if (needed.contains(candidate.id())) {
					this.problems.add(
							"The supervised bean '" + candidate.id()
									+ "' must not be needed by a post-processor, which works before there is a tree: '"
									+ user + "'",
							candidate.requestedAt(), "Inject an ObjectProvider of it there and use it later, or remove "
									+ candidate.request() + ".");
				}
			}
		}
	}

	private Set<String> postProcessors() {
		Set<String> names = new TreeSet<>();
		for (Class<?> type : List.of(BeanPostProcessor.class, BeanFactoryPostProcessor.class)) {
			for (String name : this.factory.getBeanNamesForType(type, true, false)) {
				if (belongsToTheApplication(name)) {
					names.add(name);
				}
			}
		}
		return names;
	}

	private boolean belongsToTheApplication(String name) {
		return this.factory.containsBeanDefinition(name)
				&& this.factory.getMergedBeanDefinition(name).getRole() != BeanDefinition.ROLE_INFRASTRUCTURE;
	}

}
