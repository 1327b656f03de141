package io.supervision.autoconfigure;

import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;

import io.supervision.Generation;
import io.supervision.SupervisionTree;
import io.supervision.bean.PlainGenerations;
import io.supervision.bean.PlainWorkers;
import io.supervision.bean.Problems;
import io.supervision.bean.SupervisedBeans;
import io.supervision.spec.Backoff;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.Clock;
import io.supervision.tree.Ports;
import io.supervision.tree.SupervisionKernel;

import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;

/**
 * What an application needs that is written for supervision and runs without. All beans
 * are ordinary ones, and mistakes in the properties stop nothing.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnSupervision.Off.class)
class UnsupervisedConfiguration {

	/** A tree that never starts, and has nothing in it. */
	@Bean
	@ConditionalOnMissingBean
	SupervisionTree supervisionTree() {
		Ports ports = new Ports(Clock.SYSTEM, (delay, task) -> () -> {
		}, Runnable::run, Runnable::run, (event) -> {
		}, (change) -> {
		});
		return new KernelTree(SupervisionKernel
			.of(TreeSpec.isolating(SupervisorSpec.builder("root").build(), Backoff.NONE, Backoff.NONE), ports));
	}

	@Bean
	PlainGenerations supervisionGenerations() {
		return new PlainGenerations();
	}

	@Bean
	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	Generation supervisionGeneration(PlainGenerations generations, InjectionPoint point,
			DefaultListableBeanFactory factory) {
		return generations.of(name(point.getMember(), factory));
	}

	private static String name(Member member, DefaultListableBeanFactory factory) {
		if (member instanceof Method method && AnnotatedElementUtils.isAnnotated(method, Bean.class)) {
			return beanName(method, factory);
		}
		List<String> names = List.of(factory.getBeanNamesForType(member.getDeclaringClass(), true, false));
		if (names.size() > 1) {
			names = names.stream().filter(factory::isCurrentlyInCreation).toList();
		}
		return (names.size() == 1) ? names.get(0) : member.getDeclaringClass().getName();
	}

	/** A bean method may give its bean another name than its own. */
	private static String beanName(Method method, DefaultListableBeanFactory factory) {
		for (String name : factory.getBeanDefinitionNames()) {
			BeanDefinition definition = factory.getMergedBeanDefinition(name);
			if (definition instanceof RootBeanDefinition root && method.equals(root.getResolvedFactoryMethod())) {
				return name;
			}
		}
		return method.getName();
	}

	@Bean
	PlainWorkers supervisionWorkers(DefaultListableBeanFactory factory, Environment environment) {
		SupervisionBinder binder = new SupervisionBinder(new Problems());
		PropertySettings settings = new PropertySettings(binder.bind(environment), binder.places());
		Set<String> names = SupervisedBeans.names(factory, environment, settings.settings());
		return new PlainWorkers(factory, names);
	}

}
