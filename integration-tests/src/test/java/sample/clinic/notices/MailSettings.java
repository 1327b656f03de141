package sample.clinic.notices;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * How mail is sent. A bean with setters, as such things used to be.
 */
@Component
@ConfigurationProperties("clinic.mail")
public class MailSettings {

	private String url;

	private String sender = "clinic";

	public String getUrl() {
		return this.url;
	}

	public void setUrl(String url) {
		this.url = url;
	}

	public String getSender() {
		return this.sender;
	}

	public void setSender(String sender) {
		this.sender = sender;
	}

}
