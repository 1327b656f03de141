package sample.everyday;

import java.sql.Connection;
import java.sql.ResultSet;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PostgresTests {

	@Test
	void runs() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				Connection connection = postgres.getPostgresDatabase().getConnection();
				ResultSet version = connection.createStatement().executeQuery("select version()")) {
			version.next();
			assertThat(version.getString(1)).contains("PostgreSQL");
			System.out.println(version.getString(1));
		}
	}

}
