import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;

/** Reports an invented match: the score as a metric, what happens as annotations: {@code java Scores.java [server] [token]}. */
final class Scores {
    private static final List<String> TEAMS = List.of("Northbridge", "Southwick");

    private final Random random = new Random();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String server;
    private final String token;
    private final int[] goals = new int[2];

    private Scores(String server, String token) {
        this.server = server;
        this.token = token;
    }

    public static void main(String... arguments) throws InterruptedException {
        String server = arguments.length > 0 ? arguments[0] : "http://localhost:8080";
        String token = arguments.length > 1 ? arguments[1] : "example";
        new Scores(server, token).report();
    }

    private void report() throws InterruptedException {
        String kind = "start";
        String text = "Kick-off: " + TEAMS.get(0) + " against " + TEAMS.get(1);
        while (true) {
            try {
                tellScore();
                post("/metrics/annotations", "{\"text\":\"" + text + "\",\"tags\":[\"match\",\"" + kind + "\"]}");
            } catch (IOException failure) {
                System.err.println("not reported: " + failure.getMessage());
            }
            Thread.sleep(1500 + random.nextInt(3000));
            int team = random.nextInt(2);
            kind = List.of("corner", "shot", "card", "goal").get(random.nextInt(4));
            text = text(kind, team);
        }
    }

    private String text(String kind, int team) {
        String name = TEAMS.get(team);
        int player = 2 + random.nextInt(10);
        return switch (kind) {
            case "goal" -> {
                goals[team]++;
                yield "Goal for " + name + ", number " + player + ": " + goals[0] + " to " + goals[1];
            }
            case "card" -> "Yellow card for number " + player + " of " + name;
            case "shot" -> "Number " + player + " of " + name + " shoots wide";
            default -> "Corner for " + name;
        };
    }

    private void tellScore() throws IOException, InterruptedException {
        for (int team = 0; team < 2; team++) {
            post(
                    "/metrics",
                    "{\"name\":\"match_goals\",\"type\":\"gauge\",\"labels\":{\"team\":\"" + TEAMS.get(team)
                            + "\"},\"value\":" + goals[team] + "}");
        }
    }

    private void post(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }
}
