package sample.everyday.shapes.mistakes;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.convert.converter.Converter;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Controller;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * An application with everything in it that a team might name by mistake.
 */
@SpringBootApplication
@EnableCaching
@EnableAsync
@EnableScheduling
class MistakenApplication {

	@Bean
	SecurityFilterChain chain(HttpSecurity http) throws Exception {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
	}

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(User.withUsername("u").password("{noop}p").roles("USER").build());
	}

	@Bean
	RestTemplate restTemplate() {
		return new RestTemplate();
	}

	@Bean
	RestClient restClient() {
		return RestClient.create();
	}

	@Bean
	ApplicationRunner runner(Things things) {
		return (arguments) -> things.all();
	}

	@Bean
	Adviser adviser(Logbook logbook) {
		return new Adviser(logbook);
	}

	@Bean
	static Processor processor(Dependency dependency) {
		return new Processor(dependency);
	}

	@Bean
	static Dependency dependency() {
		return new Dependency();
	}

	@Bean
	FactoryBean<Product> product() {
		return new FactoryBean<>() {

			@Override
			public Product getObject() {
				return new Product();
			}

			@Override
			public Class<?> getObjectType() {
				return Product.class;
			}
		};
	}

	@Bean
	@Scope("prototype")
	Product prototype() {
		return new Product();
	}

	@Bean
	FilterFromMethod filterFromMethod() {
		return new FilterFromMethod();
	}

	static class Product {

		String name() {
			return "product";
		}

	}

	static class Dependency {

		String name() {
			return "dependency";
		}

	}

	static class Processor implements BeanPostProcessor {

		private final Dependency dependency;

		Processor(Dependency dependency) {
			this.dependency = dependency;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			this.dependency.name();
			return bean;
		}

	}

	static class Logbook {

		void write() {
		}

	}

	static class Adviser {

		Adviser(Logbook logbook) {
			logbook.write();
		}

	}

	@Configuration("web")
	static class Web implements WebMvcConfigurer {

		private final Interceptor interceptor;

		Web(Interceptor interceptor) {
			this.interceptor = interceptor;
		}

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(this.interceptor);
		}

		@Bean
		Logbook logbook() {
			return new Logbook();
		}

	}

	@Component("plainConfigurer")
	static class PlainConfigurer implements WebMvcConfigurer {

	}

	@Component("interceptor")
	static class Interceptor implements HandlerInterceptor {

		@Override
		public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
			return true;
		}

	}

	@Component("filter")
	static class Filter extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			chain.doFilter(request, response);
		}

	}

	static class FilterFromMethod implements jakarta.servlet.Filter {

		@Override
		public void doFilter(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response,
				FilterChain chain) throws IOException, ServletException {
			chain.doFilter(request, response);
		}

	}

	@Component("audit")
	static class Audit {

		void record() {
		}

	}

	@Aspect
	@Component("watcher")
	static class Watcher {

		private final Audit audit;

		Watcher(Audit audit) {
			this.audit = audit;
		}

		@Before("execution(* sample.everyday.shapes.mistakes.MistakenApplication.Things.*(..))")
		public void watch() {
			this.audit.record();
		}

	}

	@Component("textConverter")
	static class TextConverter implements Converter<String, Product> {

		@Override
		public Product convert(String source) {
			return new Product();
		}

	}

	@Component("settings")
	@ConfigurationProperties("things")
	static class Settings {

		private String name = "n";

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

	}

	@Service("things")
	static class Things {

		private final ThingRepository repository;

		Things(ThingRepository repository) {
			this.repository = repository;
		}

		@Transactional
		@Cacheable("things")
		public List<Thing> all() {
			return this.repository.findAll();
		}

	}

	@RestController("thingController")
	static class ThingController {

		private final Things things;

		private final Settings settings;

		ThingController(Things things, Settings settings) {
			this.things = things;
			this.settings = settings;
		}

		@GetMapping("/things")
		String things() {
			return this.settings.getName() + this.things.all().size();
		}

	}

	@Controller("pages")
	static class Pages {

	}

	@ControllerAdvice
	static class Advice {

		@ExceptionHandler(IllegalStateException.class)
		String handle() {
			return "handled";
		}

	}

}
