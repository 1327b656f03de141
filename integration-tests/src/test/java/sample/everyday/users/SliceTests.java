package sample.everyday.users;

import io.supervision.ComponentUnavailableException;
import io.supervision.SupervisionTree;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.json.JacksonTester;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.result.MockMvcResultMatchers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In a slice of the application there is no tree, and annotated beans are ordinary ones.
 */
class SliceTests {

	@Nested
	@WebSlice
	class Web {

		@Autowired
		private MockMvc mvc;

		@MockitoBean
		private Orders orders;

		@Autowired
		private OrderController controller;

		@Autowired
		private ObjectProvider<SupervisionTree> tree;

		@Test
		void controllerIsAnOrdinaryBean() throws Exception {
			BDDMockito.given(this.orders.total("a", 2)).willReturn(14);
			this.mvc.perform(MockMvcRequestBuilders.get("/totals/a/2"))
				.andExpect(MockMvcResultMatchers.status().isOk())
				.andExpect(MockMvcResultMatchers.jsonPath("$.total").value(14));
			assertThat(AopUtils.isAopProxy(this.controller)).isFalse();
			assertThat(this.tree.getIfAvailable()).isNull();
		}

		@Test
		void componentThatIsDownIsAnsweredAsInTheApplication() throws Exception {
			BDDMockito.given(this.orders.total("a", 2))
				.willThrow(new ComponentUnavailableException("orders", io.supervision.spec.ChildState.RESTARTING,
						java.time.Duration.ofMillis(1500), "down"));
			this.mvc.perform(MockMvcRequestBuilders.get("/totals/a/2"))
				.andExpect(MockMvcResultMatchers.status().isServiceUnavailable())
				.andExpect(MockMvcResultMatchers.header().string("Retry-After", "2"));
		}

	}

	@Nested
	@JpaSlice
	class Jpa {

		@Autowired
		private ProductRepository products;

		@Autowired
		private ObjectProvider<SupervisionTree> tree;

		@Test
		void repositoryWorksWithoutATree() {
			this.products.save(new Product("a"));
			assertThat(this.products.findBySku("a")).hasSize(1);
			assertThat(this.tree.getIfAvailable()).isNull();
		}

		@TestConfiguration
		static class Database {

			@Bean(destroyMethod = "close")
			EmbeddedPostgres postgres() throws Exception {
				return EmbeddedPostgres.start();
			}

			@Bean
			javax.sql.DataSource dataSource(EmbeddedPostgres postgres) {
				return postgres.getPostgresDatabase();
			}

		}

	}

	@Nested
	@JsonTest
	class Json {

		@Autowired
		private ObjectProvider<SupervisionTree> tree;

		@Autowired
		private JacksonTester<Total> json;

		@Test
		void jsonIsWrittenWithoutATree() throws Exception {
			assertThat(this.json.write(new Total("a", 1))).isEqualToJson("{\"sku\":\"a\",\"total\":1}");
			assertThat(this.tree.getIfAvailable()).isNull();
		}

	}

}
