import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Opens a ticket for every grave incident, and changes it when the incident's grade does. Wants JSON on the topics:
 * FENGHUO_CONTENT_TYPE=application/json. Needs kafka-clients and jackson-databind.
 */
public final class Tickets {
    private static final Map<String, String> GRAVE = Map.of("GRADE_I", "critical", "GRADE_II", "high");
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String tickets = System.getenv().getOrDefault("TICKETS_URL", "http://localhost:8099/tickets");
    private final Map<String, String> grades = new HashMap<>();

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value());
    }

    /** One record: what is a drill, a tombstone or nothing grave is passed over. */
    void take(ConsumerRecord<String, byte[]> record) throws Exception {
        if (header(record, "ce_drill").equals("true") || record.value() == null) return;
        if (!header(record, "content-type").startsWith("application/json")) {
            System.err.println("offset " + record.offset() + ": no JSON; set FENGHUO_CONTENT_TYPE=application/json");
            return;
        }
        JsonNode incident = JSON.readTree(record.value());
        String id = incident.path("id").asText();
        String grade = incident.path("grade").asText();
        // A compacted topic tells the state again and again: only a change of the grade is news.
        if (grade.equals(grades.get(id)) || !(GRAVE.containsKey(grade) || grades.containsKey(id))) return;
        // Members that have their default are left out, and 64-bit numbers are texts.
        byte[] ticket = JSON.writeValueAsBytes(Map.of(
            "title", incident.path("title").asText(), "priority", GRAVE.getOrDefault(grade, "normal"),
            "mentions", incident.path("mentions").asLong(), "since", incident.path("firstMentionAt").asLong()));
        HttpResponse<String> answer = http.send(
            HttpRequest.newBuilder(URI.create(tickets + "/" + id)).timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofByteArray(ticket)).build(),
            HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) throw new IllegalStateException("tickets answered " + answer.statusCode());
        grades.put(id, grade);
    }

    public static void main(String[] arguments) throws Exception {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", System.getenv().getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"));
        settings.put("group.id", "tickets");
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        Tickets tickets = new Tickets();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(System.getenv().getOrDefault("FENGHUO_TOPICS_PREFIX", "fenghuo.") + "incidents.v1"));
            while (true) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) tickets.take(record);
                consumer.commitSync(); // after the tickets: at least once
            }
        }
    }
}
