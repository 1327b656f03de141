import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Breaks every component of the sample shop in every way it knows, each in a shop of its
 * own with customers in it, and prints what came of it as a table in Markdown. <pre>
 * mvn -q -DskipTests package
 * java sample-app/MeasureFaults.java                          # all faults, some minutes
 * java sample-app/MeasureFaults.java priceFeed/hang …         # only these
 * java sample-app/MeasureFaults.java --name=value …           # with properties of the shop
 * </pre> The shop runs as it is shipped, with 192 MB of heap so that a leak ends soon. Ten
 * customers a second look at the products and ten place an order.
 */
class MeasureFaults {

	private static final String JAR = "sample-app/target/sample-shop.jar";

	private static final String HEAP = "-Xmx192m";

	private static final int CUSTOMERS_PER_SECOND = 10;

	private static final Duration WARM_UP = Duration.ofSeconds(4);

	/** How long a dependency is kept down. */
	private static final Duration OUTAGE = Duration.ofSeconds(5);

	/** How long to wait until all is well again, and how long to look on afterwards. */
	private static final Duration PATIENCE = Duration.ofSeconds(45);

	private static final Duration AFTERMATH = Duration.ofSeconds(3);

	private static final Pattern COMPONENT = Pattern
		.compile("\"id\":\"(\\w+)\",\"path\":\"[^\"]+\",\"kind\":\"component\",\"state\":\"(\\w+)\".*?"
				+ "\"degraded\":(\\w+).*?\"generation\":(\\d+)");

	private static final Pattern INCIDENT = Pattern
		.compile("\"at\":\"([^\"]+)\",\"detector\":\"(\\w+)\",\"kind\":\"(\\w+)\",\"classification\":\"\\w+\",\"generation\"");

	private static final Pattern RECOVERY = Pattern.compile("\"lastFailure\":\\{.*?\"recovery\":\"([^\"]+)\"");

	private static final List<String> PROPERTIES = new ArrayList<>();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();

	private final int port;

	private MeasureFaults(int port) {
		this.port = port;
	}

	public static void main(String[] arguments) throws Exception {
		Stream.of(arguments).filter((argument) -> argument.startsWith("--")).forEach(PROPERTIES::add);
		List<String> named = Stream.of(arguments).filter((argument) -> !argument.startsWith("--")).toList();
		List<String> faults = named.isEmpty() ? allFaults() : named;
		System.out.println("| fault | detector | time to detect | time to recover | customers that failed "
				+ "| until | what else was affected | afterwards |");
		System.out.println("|---|---|---|---|---|---|---|---|");
		for (String fault : faults) {
			inShop((shop) -> shop.measure(fault.split("/")[0], fault.split("/")[1]));
		}
	}

	private static List<String> allFaults() throws Exception {
		List<String> faults = new ArrayList<>();
		inShop((shop) -> {
			Matcher component = Pattern.compile("\"(\\w+)\":\\[(.*?)\\]").matcher(shop.get("/faults").body());
			while (component.find()) {
				for (String kind : component.group(2).replace("\"", "").split(",")) {
					faults.add(component.group(1) + "/" + kind);
				}
			}
		});
		return faults;
	}

	/** Start a shop in a process of its own, do something in it and end it. */
	private static void inShop(Task task) throws Exception {
		int port = freePort();
		Path log = Files.createTempFile("shop", ".log");
		List<String> command = new ArrayList<>(
				List.of("java", HEAP, "-jar", JAR, "--sample.faults.enabled=true", "--server.port=" + port));
		command.addAll(PROPERTIES);
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			MeasureFaults shop = new MeasureFaults(port);
			if (!await(Duration.ofMinutes(2), () -> shop.isOpen())) {
				throw new IllegalStateException("The shop does not open; see " + log);
			}
			task.run(shop);
			Files.delete(log);
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private void measure(String component, String kind) throws Exception {
		ScheduledExecutorService customers = Executors.newScheduledThreadPool(1);
		long pause = TimeUnit.SECONDS.toMicros(1) / CUSTOMERS_PER_SECOND;
		customers.scheduleAtFixedRate(() -> visit(request("/products").GET().build()), 0, pause, TimeUnit.MICROSECONDS);
		customers.scheduleAtFixedRate(() -> visit(order()), pause / 2, pause, TimeUnit.MICROSECONDS);
		TimeUnit.MILLISECONDS.sleep(WARM_UP.toMillis());
		Tree before = tree();
		try {
			Result result = kind.equals("dependency") ? suffer(component) : strike(component, kind, before);
			TimeUnit.MILLISECONDS.sleep(AFTERMATH.toMillis());
			customers.shutdownNow();
			print(component + " / " + kind, result, before, tree(), component);
		}
		catch (IOException ex) {
			long answered = this.visits.stream().filter((visit) -> visit.status() > 0).count();
			System.out.printf("| %s / %s | – | – | – | %d of %d | – | everything | NO ANSWER ANY MORE |%n", component, kind,
					this.visits.size() - answered, this.visits.size());
		}
		finally {
			customers.shutdownNow();
		}
	}

	private Result strike(String component, String kind, Tree before) throws Exception {
		this.visits.clear();
		Instant struck = post("/faults/" + component + "/" + kind);
		boolean replaced = await(PATIENCE, () -> {
			Tree tree = tree();
			return tree.generations().get(component) > before.generations().get(component) && tree.isWell();
		});
		Duration until = Duration.between(struck, Instant.now());
		String node = get("/actuator/supervision/" + component).body();
		Matcher incident = INCIDENT.matcher(node.substring(Math.max(node.indexOf("\"incidents\":"), 0)));
		if (!incident.find()) {
			return new Result(struck, replaced ? "planned replacement" : "nothing", replaced ? until : null, null);
		}
		Matcher recovery = RECOVERY.matcher(node);
		return new Result(struck, incident.group(2) + ", " + incident.group(3).toLowerCase(Locale.ROOT),
				Duration.between(struck, Instant.parse(incident.group(1))),
				recovery.find() ? Duration.parse(recovery.group(1)) : null);
	}

	/** Let a component suffer from what it depends on; that is no incident of its own. */
	private Result suffer(String component) throws Exception {
		this.visits.clear();
		Instant struck = post("/faults/" + component + "/dependency");
		boolean seen = await(OUTAGE, () -> tree().degraded().contains(component));
		Duration after = Duration.between(struck, Instant.now());
		TimeUnit.MILLISECONDS.sleep(OUTAGE.minus(after).toMillis());
		post("/faults/" + component + "/dependency?on=false");
		await(PATIENCE, () -> tree().isWell());
		return new Result(struck, seen ? "shown as DEGRADED" : "nothing", seen ? after : null, null);
	}

	private void print(String fault, Result result, Tree before, Tree after, String component) throws Exception {
		List<Visit> failed = this.visits.stream().filter((visit) -> visit.status() >= 500 || visit.status() < 0).toList();
		Instant now = Instant.now();
		long open = this.visits.stream()
			.filter((visit) -> visit.status() == 0 && visit.sent().isBefore(now.minus(AFTERMATH)))
			.count();
		Duration last = failed.stream()
			.map((visit) -> Duration.between(result.struck(), visit.sent()))
			.max(Duration::compareTo)
			.orElse(null);
		List<String> others = new ArrayList<>();
		after.generations().forEach((id, generation) -> {
			if (!generation.equals(before.generations().get(id)) && !id.equals(component)) {
				others.add(id);
			}
		});
		System.out.printf("| %s | %s | %s | %s | %d of %d%s | %s | %s | %s |%n", fault, result.detector(),
				text(result.detected()), text(result.recovery()), failed.size(), this.visits.size(),
				(open > 0) ? ", " + open + " still waiting" : "", text(last),
				others.isEmpty() ? "nothing" : String.join(", ", others), inTheEnd(before, after, component));
	}

	private String inTheEnd(Tree before, Tree after, String component) throws Exception {
		long restarts = after.generations().get(component) - before.generations().get(component);
		String orders = (this.http.send(order(), BodyHandlers.discarding()).statusCode() == 201) ? "open" : "NO ORDERS";
		return orders + ((get("/actuator/health/liveness").statusCode() == 200) ? "" : ", LIVENESS BROKEN")
				+ ((restarts > 1) ? ", " + restarts + " restarts" : "") + (after.isWell() ? "" : ", " + after.troubles());
	}

	private void visit(HttpRequest request) {
		Instant sent = Instant.now();
		Visit visit = new Visit(sent, new AtomicInteger());
		this.visits.add(visit);
		this.http.sendAsync(request, BodyHandlers.discarding())
			.whenComplete((response, ex) -> visit.answer().set((response != null) ? response.statusCode() : -1));
	}

	private HttpRequest order() {
		return request("/orders").header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"sku\":\"sticker\",\"quantity\":1}"))
			.build();
	}

	private Instant post(String path) throws Exception {
		int status = this.http.send(request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.discarding())
			.statusCode();
		if (status != 204) {
			throw new IllegalStateException("Status " + status + " for " + path);
		}
		return Instant.now();
	}

	private HttpResponse<String> get(String path) throws Exception {
		return this.http.send(request(path).timeout(Duration.ofSeconds(10)).GET().build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).timeout(PATIENCE);
	}

	private boolean isOpen() {
		try {
			return tree().isWell() && get("/actuator/health/readiness").statusCode() == 200;
		}
		catch (Exception ex) {
			return false;
		}
	}

	private Tree tree() throws Exception {
		Map<String, Long> generations = new TreeMap<>();
		Map<String, String> troubles = new TreeMap<>();
		List<String> degraded = new ArrayList<>();
		Matcher component = COMPONENT.matcher(get("/actuator/supervision").body());
		while (component.find()) {
			generations.put(component.group(1), Long.valueOf(component.group(4)));
			if (component.group(3).equals("true")) {
				degraded.add(component.group(1));
				troubles.put(component.group(1), "DEGRADED");
			}
			if (!component.group(2).equals("RUNNING")) {
				troubles.put(component.group(1), component.group(2));
			}
		}
		return new Tree(generations, degraded, troubles);
	}

	private static boolean await(Duration limit, Condition condition) throws Exception {
		long end = System.nanoTime() + limit.toNanos();
		while (!holds(condition)) {
			if (System.nanoTime() - end > 0) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(10);
		}
		return true;
	}

	/** A shop that does not answer is not well. */
	private static boolean holds(Condition condition) throws InterruptedException {
		try {
			return condition.holds();
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			return false;
		}
	}

	private static String text(Duration duration) {
		if (duration == null) {
			return "–";
		}
		long millis = Math.max(duration.toMillis(), 0);
		return (millis < 1000) ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
	}

	private record Tree(Map<String, Long> generations, List<String> degraded, Map<String, String> troubles) {

		boolean isWell() {
			return !this.generations.isEmpty() && this.troubles.isEmpty();
		}

	}

	/** A request and its status: 0 until it is answered, negative without an answer. */
	private record Visit(Instant sent, AtomicInteger answer) {

		int status() {
			return this.answer.get();
		}

	}

	private record Result(Instant struck, String detector, Duration detected, Duration recovery) {

	}

	private interface Task {

		void run(MeasureFaults shop) throws Exception;

	}

	private interface Condition {

		boolean holds() throws Exception;

	}

}
