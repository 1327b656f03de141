package io.supervision.autoconfigure;

import java.util.List;

import io.supervision.bean.GeneratedProxy;
import io.supervision.bean.Problems;
import io.supervision.bean.SupervisedBeans;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ByteArrayResource;

/**
 * Writes the proxies of supervised beans into the application when it is processed ahead
 * of time. The definitions stay as they are, and are moved when the application runs:
 * which beans are supervised, and how, is decided then.
 */
final class AheadOfTimeProcessor implements BeanFactoryInitializationAotProcessor {

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory.getBeanNamesForType(SupervisionRegistrar.class, true, false).length == 0) {
			return null;
		}
		Environment environment = beanFactory.getBean(ConfigurableApplicationContext.ENVIRONMENT_BEAN_NAME,
				Environment.class);
		SupervisionBinder binder = new SupervisionBinder(new Problems());
		PropertySettings settings = new PropertySettings(binder.bind(environment), binder.places());
		return new Contribution(
				SupervisedBeans.generate((DefaultListableBeanFactory) beanFactory, environment, settings.settings()));
	}

	/** What is added to the application. */
	private record Contribution(List<GeneratedProxy> proxies) implements BeanFactoryInitializationAotContribution {

		@Override
		public void applyTo(GenerationContext context, BeanFactoryInitializationCode code) {
			for (GeneratedProxy proxy : this.proxies) {
				context.getGeneratedFiles()
					.addFile(Kind.CLASS, proxy.name().replace('.', '/') + ".class",
							new ByteArrayResource(proxy.code()));
				ProxyHints.register(proxy, context.getRuntimeHints());
			}
		}

	}

}
