import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends the sample shop a steady stream of requests from this process, breaks one of its
 * components every second, and prints what became of the requests as a table in Markdown,
 * with a verdict on each claim; the exit status is 1 if one falls short. <pre>
 * mvn -q -DskipTests package
 * java sample-app/MeasureLoad.java                               # a minute without, a minute with kills
 * java sample-app/MeasureLoad.java --supervision.enabled=false   # the same, and it has to fall short
 * java sample-app/MeasureLoad.java --seconds=10 --rate=200       # shorter, or slower
 * java sample-app/MeasureLoad.java --failures=none               # a request must not even meet a fault
 * </pre> All other arguments are properties of the shop; they win over those below.
 * <p>
 * The stream is an open one: every request has a moment at which it is due, whatever
 * became of those before, and its latency is counted from then on. One thread does all of
 * it. Of ten requests six look at the products, two place an order and two look at one.
 * <p>
 * A failed request has <em>met the fault</em> if the shop answers 500 with the message of
 * a fault, the component was broken in just this way, and the request was due no later
 * than a second after that was confirmed. Whatever else fails is a failure of supervision: any 503, any lost
 * connection, any request without an answer, and any fault that stays.
 */
class MeasureLoad {

	private static final String JAR = "sample-app/target/sample-shop.jar";

	private static final List<String> PROPERTIES = new ArrayList<>(List.of(
			// A failed request says which fault it has met.
			"--sample.faults.enabled=true", "--server.error.include-message=always",
			// What is thrown on purpose is a failure the first time.
			"--supervision.defaults.fail-on=java.lang.IllegalStateException",
			// One kill a second is more than three in five, and goes on for a minute.
			"--supervision.group-defaults.intensity=20", "--supervision.backoff.reset-after=2s",
			// No planned replacement in between: this is about the others.
			"--supervision.components.orderService.max-calls=100000000",
			// A run of the mailer sends 50 receipts at most, and there are 400 orders a second.
			"--sample.receipts.interval=50ms",
			// A connection for which there is no room is tried again a second later.
			"--server.tomcat.accept-count=1000",
			// A line for every receipt and a stack for every 500 say nothing here.
			"--logging.level.sample.shop.checkout.ReceiptMailer=warn",
			"--logging.level.org.apache.catalina.core.ContainerBase=off"));

	/** The kinds that break one generation so that it is replaced soon. */
	private static final List<String> KINDS = List.of("corrupt", "worker", "probe", "dead-thread", "exception");

	/** Ends an outage there is not. */
	private static final String NO_FAULT = "priceFeed/dependency?on=false";

	private static final Duration WARM_UP = Duration.ofSeconds(20);

	private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(10);

	/** How long after a kill a request may still meet the fault. */
	private static final long NOTICED = TimeUnit.SECONDS.toNanos(1);

	private static final long TIMES_P99 = 5;

	private static final Pattern FAULT = Pattern.compile("\"message\":\"Fault '([\\w-]+)' of '(\\w+)'\"");

	/** What components say whose state was corrupted. */
	private static final Map<String, Pattern> CORRUPT = Map.of("inventory",
			Pattern.compile("\"message\":\"Stock of '\\w+' is not \\d+\""), "paymentGateway",
			Pattern.compile("\"message\":\"Session '[^']+' is unknown\""), "orderService",
			Pattern.compile("\"message\":\"Discount is \\d+ percent\""));

	private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

	/** What the shop logs when a component runs again. */
	private static final Pattern RESTARTED = Pattern
		.compile("^(\\S+) .*reason restarted after (\\d+) (m?s), child '(\\w+)'");

	private static int seconds = 60;

	private static int rate = 2000;

	private static boolean noFailures;

	private static boolean fallsShort;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final int port;

	private final Path log;

	private MeasureLoad(int port, Path log) {
		this.port = port;
		this.log = log;
	}

	public static void main(String[] arguments) throws Exception {
		Set<String> given = new HashSet<>();
		for (String argument : arguments) {
			String value = argument.substring(argument.indexOf('=') + 1);
			switch (argument.substring(0, Math.max(argument.indexOf('='), 0))) {
				case "--seconds" -> seconds = Integer.parseInt(value);
				case "--rate" -> rate = Integer.parseInt(value);
				case "--failures" -> noFailures = value.equals("none");
				default -> given.add(argument);
			}
		}
		given.forEach((argument) -> PROPERTIES
			.removeIf((other) -> other.startsWith(argument.substring(0, argument.indexOf('=') + 1))));
		PROPERTIES.addAll(given);
		System.out.printf("%d requests a second for %d s, with%n", rate, seconds);
		PROPERTIES.forEach((property) -> System.out.println("    " + property));
		inShop();
		System.exit(fallsShort ? 1 : 0);
	}

	/** Start a shop in a process of its own, measure it and end it. */
	private static void inShop() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		Path log = Files.createTempFile("shop", ".log");
		List<String> command = new ArrayList<>(List.of("java", "-Xmx512m", "-jar", JAR, "--server.port=" + port));
		command.addAll(PROPERTIES);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		try {
			MeasureLoad shop = new MeasureLoad(port, log);
			if (!await(Duration.ofMinutes(3), shop::isOpen)) {
				throw new IllegalStateException("The shop does not open; see " + log);
			}
			shop.measure();
			if (!fallsShort) {
				Files.delete(log);
			}
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private void measure() throws Exception {
		List<String> kills = kills();
		try (Client client = new Client(this.port)) {
			warmUp(client);
			System.out.println();
			System.out.println("| run | load average | requests | kills | restarts | well | met the fault | 503 "
					+ "| other failures | no answer | p50 | p99 | p99.9 |");
			System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
			Run without = client.run(seconds, rate, List.of());
			print("without kills", without, List.of(), without.requests());
			Run with = client.run(seconds, rate, kills);
			boolean well = await(Duration.ofSeconds(10), this::isOpen);
			List<Restart> restarts = restarts(with);
			print("a kill every second", with, restarts, with.requests());
			List<Outage> outages = outages(restarts);
			Map<Boolean, List<Request>> met = with.requests()
				.stream()
				.collect(Collectors
					.partitioningBy((request) -> outages.stream().anyMatch((outage) -> outage.meets(request))));
			List<Request> during = met.get(true);
			print("… of these during a restart", with, restarts, during);
			Map<Boolean, List<Request>> first = during.stream()
				.collect(Collectors.partitioningBy((request) -> outages.stream()
					.anyMatch((outage) -> outage.first && outage.meets(request))));
			print("… … which was the first of a component", with, restarts, first.get(true));
			print("… … which was a later one", with, restarts, first.get(false));
			print("… and between restarts", with, restarts, met.get(false));
			System.out.println();
			long alone = count(without.requests(), Request::failed);
			verdict("requests that failed without any kill: " + alone, alone == 0);
			judge(with, well, Math.min(percentile(without.requests(), 99), percentile(met.get(false), 99)),
					percentile(during, 99));
		}
	}

	/**
	 * Faster and faster; a shop that cannot keep up shows nothing about supervision. The
	 * switch for faults is used too, to no effect: what its first use costs the shop is
	 * none of the first restart's.
	 */
	private static void warmUp(Client client) throws IOException {
		for (int part = 8; part >= 1; part /= 2) {
			Run run = client.run(WARM_UP.toSeconds() / 4, Math.max(rate / part, 1), List.of(NO_FAULT));
			long late = count(run.requests(), (request) -> request.status == 0);
			if (part == 1 && late > 0) {
				throw new IllegalStateException("The shop does not keep up with " + rate
						+ " requests a second on this machine, whose load average is " + load() + "; try a lower --rate");
			}
		}
	}

	private static double load() {
		return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
	}

	private void judge(Run with, boolean well, long before, long during) {
		List<Request> failed = with.requests().stream().filter(Request::failed).toList();
		List<Request> ours = failed.stream().filter((request) -> !request.metTheFault(with.kills())).toList();
		verdict("requests that failed without meeting the fault: " + ours.size(), ours.isEmpty());
		describe(ours);
		if (noFailures) {
			verdict("requests that failed at all: " + failed.size(), failed.isEmpty());
			describe(failed);
		}
		verdict(String.format(Locale.ROOT, "p99 during a restart: %s, %.1f times the %s without", millis(during),
				(double) during / before, millis(before)), during > 0 && during <= TIMES_P99 * before);
		long missed = count(with.kills(), Request::failed);
		verdict("kills that did not arrive: " + missed, missed == 0);
		verdict("all components run in the end: " + well, well);
		if (fallsShort) {
			System.out.println("The log of the shop is " + this.log);
		}
	}

	private static void verdict(String claim, boolean holds) {
		System.out.println(claim + (holds ? " … ok" : " … falls short"));
		fallsShort |= !holds;
	}

	private static void describe(List<Request> failed) {
		Map<String, Integer> answers = new TreeMap<>();
		failed.forEach((request) -> answers.merge(
				request.what + " " + request.status + " " + request.answer.replaceAll("\\d+", "…"), 1,
				Integer::sum));
		answers.forEach((answer, times) -> System.out.println("    " + times + " x " + answer));
	}

	private static void print(String name, Run run, List<Restart> restarts, List<Request> requests) {
		long well = requests.stream().filter((request) -> !request.failed()).count();
		long met = count(requests, (request) -> request.failed() && request.metTheFault(run.kills()));
		long refused = count(requests, (request) -> request.status == 503);
		long silent = count(requests, (request) -> request.status == 0);
		System.out.printf(Locale.ROOT, "| %s | %.1f | %d | %d | %d | %d | %d | %d | %d | %d | %s | %s | %s |%n", name,
				load(), requests.size(),
				run.kills().size(), restarts.size(), well, met, refused,
				requests.size() - well - met - refused - silent, silent, millis(percentile(requests, 50)),
				millis(percentile(requests, 99)), millis(percentile(requests, 99.9)));
	}

	private static long count(List<Request> requests, Predicate<Request> condition) {
		return requests.stream().filter(condition).count();
	}

	private static long percentile(List<Request> requests, double percent) {
		long[] latencies = requests.stream().mapToLong((request) -> request.done - request.due).sorted().toArray();
		int index = (int) Math.ceil(percent / 100 * latencies.length) - 1;
		return (latencies.length > 0) ? latencies[Math.max(index, 0)] : 0;
	}

	private static String millis(long nanos) {
		return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
	}

	/**
	 * The components go round, and each time it gets another one of its kinds: one that
	 * was killed again at once would wait for its backoff before it is restarted.
	 */
	private List<String> kills() throws Exception {
		Map<String, Deque<String>> faults = new TreeMap<>();
		Matcher component = Pattern.compile("\"(\\w+)\":\\[(.*?)\\]").matcher(get("/faults"));
		while (component.find()) {
			Set<String> kinds = Set.of(component.group(2).replace("\"", "").split(","));
			faults.put(component.group(1), new ArrayDeque<>(KINDS.stream().filter(kinds::contains).toList()));
		}
		faults.values().removeIf(Deque::isEmpty);
		List<String> kills = new ArrayList<>();
		for (int round = 0; round < KINDS.size(); round++) {
			faults.forEach((id, kinds) -> {
				kills.add(id + "/" + kinds.peek());
				kinds.add(kinds.remove());
			});
		}
		return kills;
	}

	/** When components had no generation, as the shop has logged it. */
	private List<Restart> restarts(Run run) throws IOException {
		List<Restart> restarts = new ArrayList<>();
		Set<String> components = new HashSet<>();
		for (String line : Files.readAllLines(this.log)) {
			Matcher restarted = RESTARTED.matcher(line);
			if (restarted.find()) {
				Instant end = OffsetDateTime.parse(restarted.group(1)).toInstant();
				long length = Long.parseLong(restarted.group(2));
				Duration outage = restarted.group(3).equals("s") ? Duration.ofSeconds(length)
						: Duration.ofMillis(length);
				long until = run.nanos() + Duration.between(run.at(), end).toNanos();
				boolean first = components.add(restarted.group(4));
				if (until >= run.nanos()) {
					restarts.add(new Restart(until - outage.toNanos(), until, first));
				}
			}
		}
		return restarts;
	}

	/** Those that are restarted together are down together. */
	private static List<Outage> outages(List<Restart> restarts) {
		Deque<Outage> outages = new ArrayDeque<>();
		restarts.stream().sorted(Comparator.comparingLong(Restart::from)).forEach((restart) -> {
			Outage last = outages.peekLast();
			if (last != null && last.reaches(restart)) {
				outages.removeLast();
				outages.addLast(last.and(restart));
			}
			else {
				outages.addLast(new Outage(restart.from, restart.until, restart.first));
			}
		});
		return List.copyOf(outages);
	}

	private String get(String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(CLIENT_TIMEOUT)
			.build();
		return this.http.send(request, BodyHandlers.ofString()).body();
	}

	/** Whether all components run; a shop without supervision has none that do not. */
	private boolean isOpen() throws Exception {
		String tree = get("/actuator/supervision");
		return get("/actuator/health/readiness").contains("\"UP\"")
				&& Stream.of("RESTARTING", "ISOLATED", "STOPP", "STARTING")
					.noneMatch((state) -> tree.contains("\"state\":\"" + state));
	}

	private static boolean await(Duration limit, Condition condition) throws InterruptedException {
		long end = System.nanoTime() + limit.toNanos();
		while (System.nanoTime() - end < 0) {
			try {
				if (condition.holds()) {
					return true;
				}
			}
			catch (InterruptedException ex) {
				throw ex;
			}
			catch (Exception ex) {
				// A shop that does not answer is not open.
			}
			TimeUnit.MILLISECONDS.sleep(100);
		}
		return false;
	}

	private interface Condition {

		boolean holds() throws Exception;

	}

	/** A stream of requests, and the moment it began, on both clocks. */
	private record Run(List<Request> requests, List<Request> kills, Instant at, long nanos) {

	}

	private record Restart(long from, long until, boolean first) {
	}

	/** A time without a gap in which one or more components had no generation. */
	private record Outage(long from, long until, boolean first) {

		boolean meets(Request request) {
			return request.due < this.until && request.done > this.from;
		}

		boolean reaches(Restart restart) {
			return restart.from <= this.until;
		}

		Outage and(Restart restart) {
			return new Outage(this.from, Math.max(this.until, restart.until), this.first || restart.first);
		}

	}

	/** A request; a status of 0 says that there was no answer. */
	private static final class Request {

		private final String what;

		private final String path;

		private final long due;

		private long done;

		private int status;

		private String answer = "";

		Request(String what, String path, long due) {
			this.what = what;
			this.path = path;
			this.due = due;
		}

		boolean failed() {
			return this.status < 200 || this.status > 299;
		}

		boolean metTheFault(List<Request> kills) {
			return this.status == 500 && kills.stream()
				.anyMatch((kill) -> kill.due < this.done && this.due - kill.done <= NOTICED
						&& isNamedAfter(kill.path.split("/")));
		}

		private boolean isNamedAfter(String[] kill) {
			Matcher fault = FAULT.matcher(this.answer);
			if (fault.find()) {
				return fault.group(2).equals(kill[2]) && fault.group(1).equals(kill[3]);
			}
			Pattern corrupt = CORRUPT.get(kill[2]);
			return kill[3].equals("corrupt") && corrupt != null && corrupt.matcher(this.answer).find();
		}

		byte[] text() {
			String body = this.what.equals("order") ? "{\"sku\":\"sticker\",\"quantity\":1}" : "";
			boolean posts = !this.what.equals("products") && !this.what.equals("look");
			return ((posts ? "POST " : "GET ") + this.path + " HTTP/1.1\r\nHost: localhost\r\n"
					+ (posts ? "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n" : "")
					+ "\r\n" + body)
				.getBytes(StandardCharsets.US_ASCII);
		}

	}

	/** Sends requests when they are due, over as many connections as that takes. */
	private static final class Client implements AutoCloseable {

		private final Selector selector = Selector.open();

		private final InetSocketAddress address;

		private final Deque<Connection> idle = new ArrayDeque<>();

		private final Set<Connection> busy = new HashSet<>();

		private final List<Long> orders = new ArrayList<>();

		private final List<Request> kills = new ArrayList<>();

		Client(int port) throws IOException {
			this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		}

		/**
		 * Send requests for a time, wait until they are answered, and return them. Faults
		 * come in the middle of every second: this process has just counted the run
		 * before, and what it compiles for that takes one of two processors at first.
		 */
		Run run(long seconds, int rate, List<String> faults) throws IOException {
			List<Request> requests = new ArrayList<>();
			this.kills.clear();
			Instant at = Instant.now();
			long begin = System.nanoTime();
			long number = seconds * rate;
			for (long sent = 0; sent < number || !this.busy.isEmpty();) {
				long now = System.nanoTime();
				while (sent < number && due(begin, sent, rate) <= now) {
					Request request = request((int) (sent % 10), due(begin, sent, rate));
					if (!faults.isEmpty() && sent % rate == rate / 2) {
						send(kill(faults.get((int) (sent / rate) % faults.size()), request.due));
					}
					requests.add(request);
					send(request);
					sent++;
				}
				this.selector.select(Connection::ready, 1);
				expire(System.nanoTime());
			}
			return new Run(requests, List.copyOf(this.kills), at, begin);
		}

		private static long due(long begin, long number, int rate) {
			return begin + number * TimeUnit.SECONDS.toNanos(1) / rate;
		}

		private Request request(int number, long due) {
			if (number == 3 || number == 8) {
				return new Request("order", "/orders", due);
			}
			if ((number == 1 || number == 6) && !this.orders.isEmpty()) {
				long order = this.orders.get(ThreadLocalRandom.current().nextInt(this.orders.size()));
				return new Request("look", "/orders/" + order, due);
			}
			return new Request("products", "/products", due);
		}

		private Request kill(String fault, long due) {
			Request kill = new Request("kill", "/faults/" + fault, due);
			this.kills.add(kill);
			return kill;
		}

		private void send(Request request) throws IOException {
			Connection connection = this.idle.poll();
			if (connection == null) {
				connection = new Connection(this);
			}
			this.busy.add(connection);
			connection.send(request);
		}

		/** Answered, or never to be. */
		private void done(Connection connection, Request request) {
			request.done = System.nanoTime();
			this.busy.remove(connection);
			if (request.what.equals("order") && request.status == 201) {
				Matcher id = ID.matcher(request.answer);
				if (id.find()) {
					this.orders.add(Long.valueOf(id.group(1)));
				}
			}
			if (!request.failed()) {
				request.answer = "";
			}
		}

		private void expire(long now) throws IOException {
			for (Connection connection : List.copyOf(this.busy)) {
				if (now - connection.request.due > CLIENT_TIMEOUT.toNanos()) {
					connection.lose();
				}
			}
		}

		@Override
		public void close() throws IOException {
			this.selector.close();
		}

	}

	/** A connection, kept alive; carries one request at a time. */
	private static final class Connection {

		private final Client client;

		private final SocketChannel channel = SocketChannel.open();

		private final SelectionKey key;

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		private ByteBuffer out = ByteBuffer.allocate(0);

		private Request request;

		Connection(Client client) throws IOException {
			this.client = client;
			this.channel.configureBlocking(false);
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			boolean connected = this.channel.connect(client.address);
			this.key = this.channel.register(client.selector,
					connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
		}

		void send(Request request) throws IOException {
			this.request = request;
			this.out = ByteBuffer.wrap(request.text());
			if (this.channel.isConnected()) {
				write();
			}
		}

		private void write() throws IOException {
			try {
				this.channel.write(this.out);
				this.key.interestOps(
						this.out.hasRemaining() ? SelectionKey.OP_WRITE | SelectionKey.OP_READ : SelectionKey.OP_READ);
			}
			catch (IOException ex) {
				this.request.answer = ex.toString();
				lose();
			}
		}

		static void ready(SelectionKey key) {
			Connection connection = (Connection) key.attachment();
			try {
				connection.go();
			}
			catch (IOException ex) {
				if (connection.request != null) {
					connection.request.answer = ex.toString();
				}
				connection.lose();
			}
		}

		private void go() throws IOException {
			if (this.key.isConnectable()) {
				this.channel.finishConnect();
				write();
			}
			else if (this.key.isWritable()) {
				write();
			}
			if (this.key.isValid() && this.key.isReadable()) {
				read();
			}
		}

		private void read() throws IOException {
			ByteBuffer in = ByteBuffer.allocate(8192);
			int read = this.channel.read(in);
			if (read < 0) {
				lose();
				return;
			}
			this.received.write(in.array(), 0, read);
			String text = this.received.toString(StandardCharsets.ISO_8859_1);
			int head = text.indexOf("\r\n\r\n");
			if (head > 0 && isComplete(text, text.substring(0, head).toLowerCase(Locale.ROOT))) {
				answered(text, head);
			}
		}

		private static boolean isComplete(String text, String head) {
			if (head.contains("transfer-encoding: chunked")) {
				return text.endsWith("\r\n0\r\n\r\n");
			}
			Matcher length = Pattern.compile("content-length: (\\d+)").matcher(head);
			return text.length() - head.length() - 4 >= (length.find() ? Integer.parseInt(length.group(1)) : 0);
		}

		private void answered(String text, int head) throws IOException {
			Request answered = this.request;
			answered.status = Integer.parseInt(text.substring(9, 12));
			int from = Math.max(text.indexOf('{', head), head);
			answered.answer = text.substring(from, Math.max(text.lastIndexOf('}') + 1, from));
			this.request = null;
			this.received.reset();
			this.client.done(this, answered);
			if (text.substring(0, head).toLowerCase(Locale.ROOT).contains("connection: close")) {
				this.channel.close();
			}
			else {
				this.client.idle.add(this);
			}
		}

		/** The connection is closed, or closed here because nothing comes. */
		void lose() {
			Request lost = this.request;
			this.request = null;
			this.client.idle.remove(this);
			if (lost != null) {
				lost.status = 0;
				this.client.done(this, lost);
			}
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				// It is gone.
			}
		}

	}

}
