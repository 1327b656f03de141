package sample.shop;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop processed ahead of time, and started from an archive of its classes: in
 * virtual machines of their own it opens, breaks and heals as ever.
 */
class AheadOfTimeTests {

	private static final String PROXY = "sample.shop.catalog.PriceFeed$$Supervised$$priceFeed";

	@TempDir
	private static Path directory;

	/** What Boot's build plugins do for {@code process-aot}. */
	@BeforeAll
	static void process() throws Exception {
		List<Path> output = List.of(directory.resolve("sources"), directory.resolve("resources"),
				directory.resolve("classes"));
		List<String> arguments = new ArrayList<>(List.of(ShopApplication.class.getName()));
		output.forEach((each) -> arguments.add(each.toString()));
		arguments.addAll(List.of("sample", "sample-shop", "--sample.faults.enabled=true"));
		try (Jvm jvm = Jvm.start(directory, List.of("-cp", Jvm.join(Jvm.classPath())),
				SpringApplicationAotProcessor.class.getName(), arguments)) {
			jvm.end();
		}
		compile();
	}

	private static void compile() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		try (Stream<Path> sources = Files.walk(directory.resolve("sources"));
				StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
			List<Path> all = sources.filter((file) -> file.toString().endsWith(".java")).toList();
			List<Path> classPath = new ArrayList<>(Jvm.classPath());
			classPath.add(directory.resolve("classes"));
			List<String> options = List.of("-nowarn", "-proc:none", "-cp", Jvm.join(classPath), "-d",
					directory.resolve("classes").toString());
			assertThat(compiler.getTask(messages, files, null, options, null, files.getJavaFileObjectsFromPaths(all))
				.call()).as(messages.toString()).isTrue();
		}
	}

	@Test
	void everyProxyIsGeneratedAhead() {
		assertThat(Stream.of("catalog.PriceFeed", "catalog.Inventory", "checkout.PaymentGateway",
				"checkout.OrderService", "checkout.ReceiptMailer"))
			.allSatisfy((type) -> {
				String name = type.substring(type.indexOf('.') + 1);
				String id = Character.toLowerCase(name.charAt(0)) + name.substring(1);
				assertThat(directory
					.resolve("classes/sample/shop/" + type.replace('.', '/') + "$$Supervised$$" + id + ".class"))
					.exists();
			});
	}

	@Test
	void theProcessedShopHeals() throws Exception {
		Path log = directory.resolve("processed.log");
		List<String> loaded = run(log, List.of("-Dspring.aot.enabled=true", "-cp", Jvm.join(processedClassPath())));
		assertThat(loaded).anyMatch((line) -> line.contains(PROXY + " source: file:"))
			.anyMatch((line) -> line.contains("sample.shop.catalog.PriceFeed__BeanDefinitions"))
			.noneMatch((line) -> line.contains(" sample.shop.") && line.contains("$$Supervised$$")
					&& !line.contains(" source: file:"));
	}

	@Test
	void aShopFromAnArchiveOfItsClassesHeals() throws Exception {
		String classPath = Jvm.join(Jvm.packed(Jvm.classPath(), directory));
		train(List.of("-XX:ArchiveClassesAtExit=shop.jsa", "-cp", classPath));
		List<String> loaded = run(directory.resolve("archive.log"),
				List.of("-XX:SharedArchiveFile=shop.jsa", "-cp", classPath));
		assertThatClassesAreShared(loaded, "sample.shop.catalog.PriceFeed");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25,
			disabledReason = "Java has no ahead-of-time caches that are made in one step")
	void aProcessedShopFromAnAheadOfTimeCacheHeals() throws Exception {
		Path jars = Files.createDirectories(directory.resolve("jars"));
		String classPath = Jvm.join(Jvm.packed(processedClassPath(), jars));
		train(List.of("-XX:AOTCacheOutput=shop.aot", "-Dspring.aot.enabled=true", "-cp", classPath));
		List<String> loaded = run(directory.resolve("cache.log"),
				List.of("-XX:AOTCache=shop.aot", "-Dspring.aot.enabled=true", "-cp", classPath));
		assertThatClassesAreShared(loaded, PROXY);
	}

	private static List<Path> processedClassPath() {
		List<Path> classPath = new ArrayList<>(List.of(directory.resolve("classes"), directory.resolve("resources")));
		classPath.addAll(Jvm.classPath());
		return classPath;
	}

	/** Start the shop up to where its components would start, and end it there. */
	private static void train(List<String> options) throws Exception {
		List<String> all = new ArrayList<>(options);
		all.add("-Dspring.context.exit=onRefresh");
		try (Jvm jvm = Jvm.start(directory, all, ShopApplication.class.getName(), Shop.arguments())) {
			assertThat(jvm.end()).doesNotContain("Tomcat started", "1 priceFeed");
		}
	}

	/**
	 * Open the shop, break components in each of its groups, and see them heal.
	 * @return the classes that were loaded, and where from
	 */
	private static List<String> run(Path log, List<String> options) throws Exception {
		List<String> all = new ArrayList<>(options);
		all.add("-Xlog:class+load:file=" + log.getFileName());
		try (Jvm jvm = Jvm.start(directory, all, ShopApplication.class.getName(), Shop.arguments())) {
			Shop shop = jvm.shop();
			heals(shop, "priceFeed", "worker", "priceFeed");
			heals(shop, "inventory", "dead-thread", "inventory");
			heals(shop, "receiptMailer", "probe", "receiptMailer");
			heals(shop, "paymentGateway", "corrupt", "paymentGateway", "orderService", "receiptMailer");
			assertThat(jvm.terminate()).as("ended by a signal, in order").isEqualTo(143);
		}
		return Files.readAllLines(log);
	}

	private static void heals(Shop shop, String component, String kind, String... restarted) {
		Tree before = shop.tree();
		Map<String, Integer> expected = before.generationsAfter(restarted);
		shop.strike(component, kind);
		shop.awaitTree((tree) -> {
			shop.order("sticker", 1);
			return tree.isUp() && tree.generations().equals(expected);
		});
		assertThat(shop.order("mug", 1).status()).isEqualTo(201);
		assertThat(shop.get("/products").status()).isEqualTo(200);
	}

	private static void assertThatClassesAreShared(List<String> loaded, String type) {
		assertThat(loaded).anyMatch((line) -> line.contains(type + " source: shared objects file"))
			.anyMatch((line) -> line.contains("io.supervision.tree.SupervisionKernel source: shared objects file"));
	}

}
