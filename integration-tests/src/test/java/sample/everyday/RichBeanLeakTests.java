package sample.everyday;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.zaxxer.hikari.HikariDataSource;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.micrometer.core.annotation.Counted;
import io.micrometer.core.annotation.Timed;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.annotation.Observed;
import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceContextType;
import jakarta.validation.constraints.NotBlank;
import org.awaitility.Awaitility;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.aop.framework.autoproxy.AbstractAutoProxyCreator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Lookup;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ReflectionUtils;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bean with everything on it can be restarted again and again: nothing grows, and
 * nothing holds the instances of old.
 */
@SpringBootTest(webEnvironment = WebEnvironment.MOCK,
		properties = { "management.observations.annotations.enabled=true", "spring.jmx.enabled=true",
				"spring.jmx.default-domain=rich", "spring.jpa.properties.hibernate.generate_statistics=true",
				"logging.level.io.supervision=warn" })
@DirtiesContext
@Timeout(180)
class RichBeanLeakTests {

	private static final Queue<WeakReference<Object>> MADE = new ConcurrentLinkedQueue<>();

	@Autowired
	ApplicationContext context;

	@Autowired
	Rich rich;

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		Postgres.register(registry);
	}

	@Test
	void twoHundredRestartsLeaveNothingBehind() {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ann", "", "ROLE_OWNER"));
		restartAndUse(20);
		Map<String, Number> few = population();
		int made = MADE.size();
		long classes = classes();
		int groups = groups();
		restartAndUse(200);
		assertThat(classes() - classes).as("classes loaded since").isLessThan(100);
		assertThat(MADE).hasSize(made + 200);
		Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			System.gc();
			assertThat(MADE.stream().filter((instance) -> !instance.refersTo(null))).hasSize(1);
		});
		assertThat(groups()).as("thread groups").isLessThanOrEqualTo(groups + 3);
		assertThat(population()).isEqualTo(few).containsEntry("meters", 4L);
	}

	private void restartAndUse(int times) {
		for (int i = 0; i < times; i++) {
			Restarts.restart(this.context, "rich");
			assertThat(this.rich.everything("x")).isEqualTo("x by " + Restarts.generation(this.context, "rich"));
			assertThat(this.rich.cached("x")).isNotNull();
		}
	}

	/** How much there is of what a restart could leave behind in the application. */
	private Map<String, Number> population() {
		Map<String, Number> counts = new HashMap<>();
		counts.put("listeners", ((AbstractApplicationContext) this.context).getApplicationListeners().size());
		counts.put("scheduled tasks",
				this.context.getBean(ScheduledAnnotationBeanPostProcessor.class).getScheduledTasks().size());
		counts.put("meters",
				this.context.getBean(MeterRegistry.class)
					.getMeters()
					.stream()
					.filter((meter) -> meter.getId().getName().startsWith("rich"))
					.count());
		counts.put("breakers", this.context.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers().size());
		counts.put("mappings",
				this.context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
					.getHandlerMethods()
					.size());
		counts.put("connections",
				this.context.getBean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections());
		counts.put("sessions", sessions(this.context.getBean(EntityManagerFactory.class).unwrap(SessionFactory.class)));
		counts.put("mbeans", this.context.getBean(MBeanServer.class).queryNames(ourNames(), null).size());
		this.context.getBeansOfType(AbstractAutoProxyCreator.class)
			.forEach((name, creator) -> maps(creator, (field, size) -> counts.put(name + "." + field, size)));
		maps(this.context.getAutowireCapableBeanFactory(), (field, size) -> counts.put("factory." + field, size));
		return counts;
	}

	private static ObjectName ourNames() {
		try {
			return new ObjectName("rich:*");
		}
		catch (MalformedObjectNameException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int groups() {
		return Thread.currentThread().getThreadGroup().activeGroupCount();
	}

	private static long classes() {
		return ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
	}

	private static long sessions(SessionFactory factory) {
		return factory.getStatistics().getSessionOpenCount() - factory.getStatistics().getSessionCloseCount();
	}

	/** The sizes of all maps an object holds. */
	private static void maps(Object object, BiConsumer<String, Number> counts) {
		for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
			ReflectionUtils.doWithLocalFields(type, (field) -> {
				if (Map.class.isAssignableFrom(field.getType()) && !Modifier.isStatic(field.getModifiers())) {
					Map<?, ?> map = (Map<?, ?>) ReflectionTestUtils.getField(object, field.getName());
					if (map != null) {
						counts.accept(field.getName(), map.size());
					}
				}
			});
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableCaching
	@EnableScheduling
	@EnableMethodSecurity
	@Import(Rich.class)
	static class Application {

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		StringBuilder paper() {
			return new StringBuilder();
		}

	}

	@Supervised
	@RestController("rich")
	@Validated
	@ManagedResource
	public abstract static class Rich implements ApplicationListener<ApplicationEvent>, SmartLifecycle {

		private final Generation generation;

		private final Rich self;

		@Autowired
		private JdbcTemplate jdbc;

		@PersistenceContext
		private EntityManager entities;

		@PersistenceContext(type = PersistenceContextType.EXTENDED)
		private EntityManager extended;

		@Resource
		private ApplicationContext context;

		@Value("${spring.jmx.default-domain}")
		private String value;

		private volatile boolean running;

		Rich(Generation generation, @Lazy Rich self, ObjectProvider<Rich> provider) {
			this.generation = generation;
			this.self = self;
			MADE.add(new WeakReference<>(this));
		}

		@PostConstruct
		void begin() {
			this.extended.isOpen();
			this.generation.executor().execute(() -> {
			});
		}

		@PreDestroy
		void end() {
			paper().append("closed");
		}

		@Transactional
		@Timed("rich.timed")
		@Counted("rich.counted")
		@Observed(name = "rich.observed")
		@Retry(name = "rich")
		@CircuitBreaker(name = "rich")
		@PreAuthorize("hasRole('OWNER')")
		public String everything(@NotBlank String text) {
			this.jdbc.queryForObject("select 1", Integer.class);
			this.entities.createNativeQuery("select 1").getSingleResult();
			this.extended.createNativeQuery("select 1").getSingleResult();
			return paper().append(text).append(" by ").append(this.self.generation()).toString();
		}

		@Cacheable("rich")
		public String cached(String text) {
			return text;
		}

		@GetMapping("/rich")
		@ManagedAttribute
		public long generation() {
			return this.generation.number();
		}

		@Scheduled(fixedDelay = 10)
		public void tick() {
		}

		@EventListener
		public void hear(IllegalStateException event) {
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
		}

		@Lookup
		protected abstract StringBuilder paper();

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
