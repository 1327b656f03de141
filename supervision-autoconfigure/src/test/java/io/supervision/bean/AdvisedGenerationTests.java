package io.supervision.bean;

import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AdvisedGenerationTests {

	@Test
	void transactionsWorkInEachGeneration() throws Exception {
		try (TestComponent component = TestComponent.of(Orders.class, Infrastructure.class)) {
			JdbcTemplate jdbc = component.application.getBean(JdbcTemplate.class);
			for (int generation = 1; generation <= 3; generation++) {
				TestComponent.Run run = component.open();
				Orders orders = component.proxy(Orders.class);
				assertThat(orders.inTransaction()).isTrue();
				assertThatIllegalStateException().isThrownBy(orders::insertAndFail);
				assertThat(jdbc.queryForObject("select count(*) from orders", Integer.class)).isZero();
				component.stop(run);
			}
		}
	}

	@Test
	void cachesWorkInEachGenerationAndOutliveIt() throws Exception {
		try (TestComponent component = TestComponent.of(Orders.class, Infrastructure.class)) {
			component.stop(component.open());
			component.open();
			Orders orders = component.proxy(Orders.class);
			assertThat(orders.price("apple")).isEqualTo(1);
			assertThat(orders.price("apple")).isEqualTo(1);
			component.open();
			assertThat(orders.price("apple")).isEqualTo(1);
			assertThat(orders.price("pear")).isEqualTo(1);
		}
	}

	@Test
	void argumentsAreValidatedInEachGeneration() throws Exception {
		try (TestComponent component = TestComponent.of(Orders.class, Infrastructure.class)) {
			for (int generation = 1; generation <= 3; generation++) {
				TestComponent.Run run = component.open();
				assertThatExceptionOfType(ConstraintViolationException.class)
					.isThrownBy(() -> component.proxy(Orders.class).price(""));
				component.stop(run);
			}
		}
	}

	@Test
	void adviceIsOnTheInstanceAndItsClassIsMadeOnce() throws Exception {
		try (TestComponent component = TestComponent.of(Orders.class, Infrastructure.class)) {
			component.open();
			Object first = component.target();
			component.restart(20);
			component.open();
			Object last = component.target();
			assertThat(AopUtils.isCglibProxy(first)).isTrue();
			assertThat(last).isNotSameAs(first).hasSameClassAs(first);
		}
	}

	@Validated
	static class Orders {

		private final AtomicInteger calls = new AtomicInteger();

		private JdbcTemplate jdbc;

		Orders() {
		}

		@Autowired
		Orders(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		public boolean inTransaction() {
			return TransactionSynchronizationManager.isActualTransactionActive();
		}

		@Transactional
		public void insertAndFail() {
			this.jdbc.update("insert into orders values (1)");
			throw new IllegalStateException("no");
		}

		@Cacheable("prices")
		public int price(@NotBlank String sku) {
			return this.calls.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	@EnableCaching(proxyTargetClass = true)
	static class Infrastructure {

		@Bean
		DataSource dataSource() {
			return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build();
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			JdbcTemplate jdbc = new JdbcTemplate(dataSource);
			jdbc.execute("create table orders (id int)");
			return jdbc;
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

		@Bean
		CacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		static MethodValidationPostProcessor methodValidation() {
			MethodValidationPostProcessor processor = new MethodValidationPostProcessor();
			processor.setProxyTargetClass(true);
			return processor;
		}

	}

}
