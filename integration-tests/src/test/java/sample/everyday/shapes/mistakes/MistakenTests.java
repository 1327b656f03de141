package sample.everyday.shapes.mistakes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;

import io.supervision.SupervisionTree;
import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import io.supervision.bean.InvalidSupervisionException;
import io.supervision.spec.ChildState;
import io.supervision.tree.TreeSnapshot;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Any bean of an existing application may be named in the properties: what can be
 * supervised works, everything else is refused before anything is made.
 */
@Timeout(180)
class MistakenTests {

	/** What can be restarted while the application serves requests. */
	private static final List<String> SUPERVISED = List.of("things", "thingController", "interceptor", "settings",
			"textConverter", "logbook", "adviser", "chain", "users", "restTemplate", "restClient", "runner",
			"dataSource", "cacheManager", "transactionManager", "plainConfigurer", "filterFromMethod", "audit", "pages",
			"mistakenApplication.Advice", "applicationTaskExecutor", "basicErrorController", "errorAttributes");

	private static final List<String> REFUSED = List.of(
			"The supervised bean 'processor' must be no infrastructure of the container",
			"The supervised bean 'watcher' must be no infrastructure of the container",
			"The supervised bean 'web' must be no @Configuration class",
			"The supervised bean 'mistakenApplication' must be no @Configuration class",
			"The supervised bean 'product' must be no FactoryBean",
			"The supervised bean 'prototype' must be a singleton: 'prototype'",
			"The supervised bean 'dependency' must not be needed by a post-processor, which works before there is a "
					+ "tree: 'processor'",
			"The supervised bean 'filter' must be no servlet filter with an 'init' method",
			"The supervised bean 'thingRepository' must be no Spring Data repository",
			"The supervised bean 'entityManagerFactory' must be no FactoryBean",
			"The supervised bean 'tomcatServletWebServerFactory' must not make the web server",
			"The supervised bean 'dispatcherServlet' must be no servlet",
			"The supervised bean 'taskScheduler' must be no scheduler",
			"The supervised bean 'requestMappingHandlerMapping' must not have final methods",
			"The supervised bean 'lifecycleProcessor' must be no part of the application context",
			"The supervised bean 'supervisionFailureClassifier' must be no part of what supervises");

	private static EmbeddedPostgres postgres;

	@BeforeAll
	static void startDatabase() throws IOException {
		postgres = EmbeddedPostgres.start();
	}

	@AfterAll
	static void stopDatabase() throws IOException {
		postgres.close();
	}

	@Test
	void whatCannotBeSupervisedIsRefusedAllAtOnce() {
		String[] names = REFUSED.stream()
			.map((text) -> StringUtils.delimitedListToStringArray(text, "'")[1])
			.toArray(String[]::new);
		assertThatExceptionOfType(InvalidSupervisionException.class).isThrownBy(() -> start(names).close())
			.satisfies((ex) -> {
				assertThat(ex.getProblems()).hasSize(names.length);
				for (String refused : REFUSED) {
					assertThat(ex.getProblems()).as(refused)
						.anySatisfy((problem) -> assertThat(problem.message()).startsWith(refused));
				}
				assertThat(ex.getProblems()).allSatisfy((problem) -> {
					assertThat(problem.place()).contains("supervision.components");
					assertThat(problem.remedy()).doesNotContain("Remove @Supervised").isNotBlank();
				});
			});
	}

	@Test
	void everythingElseServesRequestsAndIsRestarted() throws Exception {
		try (ConfigurableApplicationContext context = start(SUPERVISED.toArray(String[]::new))) {
			SupervisionTree tree = context.getBean(SupervisionTree.class);
			assertThat(components(tree)).containsExactlyInAnyOrderElementsOf(SUPERVISED);
			assertThat(get(context)).isEqualTo("200 n0");
			for (int i = 0; i < 3; i++) {
				for (String name : SUPERVISED) {
					tree.root().terminateChild(name);
					tree.root().restartChild(name);
					assertThat(tree.snapshot().find("/" + name).state()).as(name).isEqualTo(ChildState.RUNNING);
				}
				assertThat(get(context)).isEqualTo("200 n0");
			}
			tree.root().terminateChild("things");
			assertThat(get(context)).startsWith("503 ");
			tree.root().restartChild("things");
			assertThat(get(context)).isEqualTo("200 n0");
		}
	}

	@Test
	void groupsMayBeDeclaredByPropertiesAlone() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
			.withUserConfiguration(Plain.class)
			.withPropertyValues("supervision.groups.trading.strategy=rest-for-one",
					"supervision.groups.feeds.parent=trading", "supervision.groups.feeds.strategy=one-for-all",
					"supervision.components.left.supervised=true", "supervision.components.left.group=feeds",
					"supervision.components.right.supervised=true", "supervision.components.right.group=feeds",
					"supervision.components.user.supervised=true", "supervision.components.user.group=trading",
					"supervision.components.user.wait-timeout=7ms", "supervision.components.ordinary.supervised=false")
			.run((context) -> {
				SupervisionTree tree = context.getBean(SupervisionTree.class);
				assertThat(tree.snapshot().nodes().map(TreeSnapshot.Node::path)).containsExactly("/", "/trading",
						"/trading/feeds", "/trading/feeds/left", "/trading/feeds/right", "/trading/user");
				tree.find("/trading").orElseThrow().terminateChild("feeds");
				assertThat(tree.snapshot().find("left").state()).isEqualTo(ChildState.STOPPED);
				tree.find("/trading").orElseThrow().restartChild("feeds");
				assertThat(tree.snapshot().find("left").state()).isEqualTo(ChildState.RUNNING);
				assertThat(context.getBean("left", Text.class).text()).isEqualTo("left");
				assertThat(context.getBean("ordinary").getClass()).isEqualTo(Ordinary.class);
			});
	}

	private static List<String> components(SupervisionTree tree) {
		return tree.snapshot()
			.nodes()
			.filter(TreeSnapshot.Component.class::isInstance)
			.map(TreeSnapshot.Node::id)
			.toList();
	}

	private static String get(ConfigurableApplicationContext context) throws Exception {
		String port = context.getEnvironment().getProperty("local.server.port");
		HttpResponse<String> answer = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/things")).build(),
					HttpResponse.BodyHandlers.ofString());
		return answer.statusCode() + " " + answer.body();
	}

	private static ConfigurableApplicationContext start(String... names) {
		Stream<String> settings = Stream.of("--server.port=0", "--spring.main.banner-mode=off",
				"--spring.jpa.hibernate.ddl-auto=update", "--spring.datasource.username=postgres",
				"--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"));
		Stream<String> supervised = Stream.of(names)
			.map((name) -> "--supervision.components[" + name + "].supervised=true");
		return new SpringApplicationBuilder(MistakenApplication.class)
			.run(Stream.concat(settings, supervised).toArray(String[]::new));
	}

	/** Something with a text. */
	interface Text {

		String text();

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		Text left() {
			return () -> "left";
		}

		@Bean
		Text right() {
			return () -> "right";
		}

		@Bean
		Text user(List<Text> texts) {
			return () -> texts.stream().map(Text::text).toList().toString();
		}

		@Bean
		@Supervised
		Ordinary ordinary() {
			return new Ordinary();
		}

	}

	static class Ordinary {

	}

}
