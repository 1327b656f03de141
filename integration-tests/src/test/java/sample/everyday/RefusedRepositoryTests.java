package sample.everyday;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.stereotype.Repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A Spring Data repository is made by a factory bean and cannot be supervised; the
 * application does not start, and says so.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusedRepositoryTests {

	@Test
	void aRepositorySupervisedByPropertyIsRefused(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run("--spring.datasource.url=" + Postgres.database(),
				"--supervision.components.orders.supervised=true"));
		List<String> analysis = output.getOut().lines().dropWhile((line) -> !line.equals("Description:")).toList();
		assertThat(String.join("\n", analysis))
			.contains("The supervised bean 'orders' must be no Spring Data repository, "
					+ "which has no state that a restart would cure: "
					+ "'org.springframework.data.jpa.repository.support.JpaRepositoryFactoryBean'")
			.contains("Remove the property. Supervise the bean that calls it.");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableJpaRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Orders.class))
	static class Application {

	}

	@Repository("orders")
	interface Orders extends JpaRepository<JpaTests.PurchaseOrder, Long> {

	}

}
