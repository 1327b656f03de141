package sample.everyday;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * One PostgreSQL server for all tests of a JVM. Each test class has a database of its own
 * in it.
 */
public final class Postgres {

	private static final AtomicInteger DATABASES = new AtomicInteger();

	private Postgres() {
	}

	/**
	 * Make a new, empty database.
	 * @return its JDBC URL
	 */
	public static String database() {
		String name = "test" + DATABASES.incrementAndGet();
		try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("No database '" + name + "'", ex);
		}
		return Server.INSTANCE.getJdbcUrl("postgres", name);
	}

	/**
	 * Give the application of a test a new database as its data source.
	 * @param registry the test's properties
	 */
	public static void register(DynamicPropertyRegistry registry) {
		String url = database();
		registry.add("spring.datasource.url", () -> url);
		registry.add("spring.datasource.hikari.maximum-pool-size", () -> 5);
	}

	/** Started when the first test asks for it; it stops with the JVM. */
	private static final class Server {

		static final EmbeddedPostgres INSTANCE = start();

		private static EmbeddedPostgres start() {
			try {
				return EmbeddedPostgres.builder()
					.setServerConfig("max_connections", "200")
					.setServerConfig("fsync", "off")
					.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
