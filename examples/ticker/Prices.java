import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Pushes invented prices, a random walk, many times a second: {@code java Prices.java [server] [token]}. */
final class Prices {
    private static final int MILLIS_BETWEEN_PUSHES = 20;
    private static final int MOVES_PER_PUSH = 3;

    private final Random random = new Random();

    /** What is quoted, and how often its price has moved. */
    private static final class Quote {
        private final String symbol;
        private double price;
        private long moves;

        private Quote(String symbol, double price) {
            this.symbol = symbol;
            this.price = price;
        }

        private void move(double part) {
            price = Math.max(0.01, price * (1 + part));
            moves++;
        }

        /** The price, and beside it a counter, by which a viewer sees how many prices it was not shown. */
        private String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"name\":\"ticker_price\",\"type\":\"gauge\",\"labels\":{\"symbol\":\"%s\"},\"value\":%.2f},"
                            + "{\"name\":\"ticker_moves_total\",\"type\":\"counter\",\"labels\":{\"symbol\":\"%s\"},\"value\":%d}",
                    symbol,
                    price,
                    symbol,
                    moves);
        }
    }

    public static void main(String... arguments) throws InterruptedException {
        String server = arguments.length > 0 ? arguments[0] : "http://localhost:8080";
        String token = arguments.length > 1 ? arguments[1] : "example";
        new Prices()
                .push(HttpRequest.newBuilder(URI.create(server + "/metrics"))
                        .header("Authorization", "Bearer " + token));
    }

    private void push(HttpRequest.Builder request) throws InterruptedException {
        List<Quote> quotes = new ArrayList<>();
        for (String symbol : List.of("ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL")) {
            quotes.add(new Quote(symbol, 20 + random.nextInt(400)));
        }
        HttpClient client = HttpClient.newHttpClient();
        List<Quote> moved = quotes;
        while (true) {
            try {
                String body = moved.stream().map(Quote::json).collect(Collectors.joining(",", "[", "]"));
                HttpResponse<String> answer = client.send(
                        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new IOException(answer.statusCode() + " " + answer.body());
                }
                moved = move(quotes);
                Thread.sleep(MILLIS_BETWEEN_PUSHES);
            } catch (IOException failure) {
                System.err.println("not pushed: " + failure.getMessage());
                Thread.sleep(2000);
            }
        }
    }

    private List<Quote> move(List<Quote> quotes) {
        Set<Quote> moved = new LinkedHashSet<>();
        for (int i = 0; i < MOVES_PER_PUSH; i++) {
            Quote quote = quotes.get(random.nextInt(quotes.size()));
            quote.move(random.nextGaussian() * 0.0005);
            moved.add(quote);
        }
        return List.copyOf(moved);
    }
}
