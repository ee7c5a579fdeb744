package bench;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What has to come over the network before the page is there: bytes as they are sent, with their heads. */
final class PageWeight implements Page.Scenario {
    private static final int WARMUP = 5;

    @Override
    public void run(PageSetting setting, Scoreboard board) throws IOException, InterruptedException {
        try (PulseboardServer server = setting.server(PageSetting.NORMAL, true);
                Chromium chromium = setting.browser();
                Tab tab = PageSetting.open(chromium, "")) {
            Traffic traffic = tab.watchTraffic();
            PageSetting.visit(tab, server);
            setting.warmUp(WARMUP);
            askAgain(tab, traffic);
            tell(server, traffic, board);
            board.none("weight: console errors", tab.errors());
        }
    }

    private static void tell(Server server, Traffic traffic, Scoreboard board) {
        Collection<Traffic.Request> files = traffic.requests(Traffic.Request::isFile);
        Collection<Traffic.Request> data = traffic.requests(request -> !request.isFile());
        System.out.printf(
                "weight: %d requests for files, %d of them compressed; %d for data with %.1f KB, streams not counted%n",
                files.size(), files.stream().filter(Traffic.Request::compressed).count(), data.size(), kilobytes(data));
        board.atMost("weight: the page and its files", kilobytes(files), "KB", 150);
        List<String> strangers = traffic.requests(request -> !isOwn(server, request.url())).stream()
                .map(Traffic.Request::url)
                .toList();
        board.none("weight: requests to other servers", strangers);
        board.none(
                "weight: files that did not come",
                unfinished(traffic).stream().map(Traffic.Request::url).toList());
    }

    // What a worker loads the page is told of only when it begins: it is fetched once more, to learn its size.
    private static void askAgain(Tab tab, Traffic traffic) throws IOException, InterruptedException {
        for (Traffic.Request request : unfinished(traffic)) {
            String url = Json.write(request.url());
            tab.evaluate(
                    "fetch(" + url + ", { cache: 'no-store' }).then(answer => answer.arrayBuffer()).then(() => 0)");
            for (int i = 0; i < 100 && unfinished(traffic).contains(request); i++) {
                TimeUnit.MILLISECONDS.sleep(50);
                traffic.requests(each -> each.url().equals(request.url()) && each.bytes() >= 0)
                        .forEach(again -> traffic.ended(request, again));
            }
        }
    }

    private static Collection<Traffic.Request> unfinished(Traffic traffic) {
        return traffic.requests(request -> request.isFile() && request.bytes() < 0);
    }

    private static double kilobytes(Collection<Traffic.Request> requests) {
        return requests.stream()
                        .mapToLong(request -> Math.max(0, request.bytes()))
                        .sum()
                / 1024.0;
    }

    private static boolean isOwn(Server server, String url) {
        String page = PageSetting.page(server);
        return url.startsWith(page) || url.startsWith(page.replaceFirst("^http", "ws"));
    }
}
