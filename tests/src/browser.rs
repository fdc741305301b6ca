//! Chromium under WebDriver: a driver and an empty profile for each window, gone with it.

mod driver;

use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Value as Json, json};

use self::driver::Driver;
use crate::environment;

/// The longest that a page may take to become what a test expects.
const PATIENCE: Duration = Duration::from_secs(10);

/// Shows a theme, or the system's.
const THEME: &str = "if (arguments[0]) document.documentElement.dataset.theme = arguments[0];
    else delete document.documentElement.dataset.theme;";
/// Has everything stand at once where it goes.
const STILL: &str = "const still = new CSSStyleSheet();
    still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets = [still];";
/// Shows a theme, at once and not on the way there, and tells what axe finds.
const AXE: &str = "const [theme, done] = arguments;
    document.documentElement.dataset.theme = theme;
    requestAnimationFrame(() => axe.run(document, { resultTypes: ['violations'] }).then(
        ({ violations }) => done(violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(
            ({ html, failureSummary }) => [html, failureSummary]) }))),
        (fault) => done(String(fault))).finally(() => { document.adoptedStyleSheets = []; }));";

/// A window of a browser that was never used before.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    site: String,
    _driver: Driver,
}

impl Browser {
    /// Opens a window onto the site at `url`, and shows `path`.
    pub async fn open(url: &str, path: &str) -> Self {
        let driver = Driver::start().await;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(driver.folder()))
            .connect(&driver.url())
            .await
            .unwrap();
        let browser = Self { client, site: url.to_owned(), _driver: driver };
        browser.go(path).await;
        browser
    }

    /// Shows `path`, as if it had been typed into the address bar.
    pub async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.site)).await.unwrap();
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// Goes back, as by the browser's button.
    pub async fn back(&self) {
        self.client.back().await.unwrap();
    }

    /// The address, from the path on.
    pub async fn address(&self) -> String {
        self.client.current_url().await.unwrap().as_str().strip_prefix(&self.site).expect("our site").to_owned()
    }

    /// What an expression of JavaScript gives.
    pub async fn eval(&self, expression: &str) -> Json {
        self.client.execute(&format!("return {expression}"), Vec::new()).await.unwrap()
    }

    /// Waits until an expression gives what is expected.
    pub async fn wait_for(&self, expression: &str, expected: impl Into<Json>) {
        let (begun, expected) = (Instant::now(), expected.into());
        loop {
            let found = self.eval(expression).await;
            if found == expected {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{expression} stays {found}, and should be {expected}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Clicks what has this selector, once it is there. A page may put another in its place between finding and clicking.
    pub async fn click(&self, css: &str) {
        let begun = Instant::now();
        loop {
            let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
            match found.unwrap_or_else(|error| panic!("{css}: {error}")).click().await {
                Ok(()) => return,
                Err(error) if error.is_stale_element_reference() && begun.elapsed() < PATIENCE => {}
                Err(error) => panic!("{css}: {error}"),
            }
        }
    }

    /// Presses a key and lets it go.
    pub async fn press(&self, key: Key) {
        let value = char::from(key);
        let keys = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Presses a key while Control is held.
    pub async fn press_with_control(&self, key: char) {
        let control = char::from(Key::Control);
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: control });
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Types, letter by letter, into whatever has the focus.
    pub async fn write(&self, text: &str) {
        let keys = text.chars().fold(KeyActions::new("keyboard".to_owned()), |keys, value| {
            keys.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Nothing on the screen keeps people out, by axe's rules, in both themes.
    pub async fn assert_accessible(&self) {
        let axe = std::fs::read_to_string(environment::axe()).unwrap();
        self.client.execute(&axe, Vec::new()).await.unwrap();
        let before = self.eval("document.documentElement.dataset.theme ?? null").await;
        for theme in ["light", "dark"] {
            self.client.execute(STILL, Vec::new()).await.unwrap();
            let found = self.client.execute_async(AXE, vec![json!(theme)]).await.unwrap();
            assert!(found == json!([]), "{} by {theme}: {found:#}", self.address().await);
        }
        self.client.execute(THEME, vec![before]).await.unwrap();
    }

    /// Makes the window a phone's: narrow, and with the phone's own layout.
    pub async fn be_a_phone(&self, width: u32) {
        let metrics = json!({ "width": width, "height": 800, "deviceScaleFactor": 2, "mobile": true });
        self.instruct("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Makes the window so large, inside.
    pub async fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.instruct("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// What the window shows in a theme, as a PNG.
    pub async fn picture(&self, theme: &str) -> Vec<u8> {
        self.client.execute(STILL, Vec::new()).await.unwrap();
        self.client.execute(THEME, vec![theme.into()]).await.unwrap();
        self.client.screenshot().await.unwrap()
    }

    /// Cuts the network off, or gives it back.
    pub async fn be_offline(&self, offline: bool) {
        self.have_line(offline, 0).await;
    }

    /// Has each answer take so many milliseconds more.
    pub async fn be_slow(&self, latency_ms: u32) {
        self.have_line(false, latency_ms).await;
    }

    async fn have_line(&self, offline: bool, latency_ms: u32) {
        let conditions =
            json!({ "offline": offline, "latency": latency_ms, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.instruct("Network.enable", json!({})).await;
        // Without the first, only `navigator.onLine` changes.
        self.instruct("Network.emulateNetworkConditions", conditions).await;
    }

    /// Keeps answers to addresses like this one from arriving; `*` stands for anything. Without any, all arrive again.
    pub async fn keep_out(&self, addresses: &[&str]) {
        self.instruct("Network.enable", json!({})).await;
        self.instruct("Network.setBlockedURLs", json!({ "urls": addresses })).await;
    }

    /// Has the browser do what only its developer tools can.
    async fn instruct(&self, command: &str, params: Json) {
        let body = json!({ "cmd": command, "params": params });
        self.client.issue_cmd(Extension { path: "goog/cdp/execute", body }).await.unwrap();
    }

    /// Takes from the console what is said there when something does not arrive, and nothing else.
    pub async fn forget_outage(&self) {
        let said =
            self.client.issue_cmd(Extension { path: "se/log", body: json!({ "type": "browser" }) }).await.unwrap();
        for line in said.as_array().unwrap() {
            let message = line["message"].as_str().unwrap();
            // The last is the loader's own line, before the page says it.
            let missing = ["ERR_INTERNET_DISCONNECTED", "ERR_BLOCKED_BY_CLIENT", "status of 500", "_parts.js"];
            assert!(missing.iter().any(|sign| message.contains(sign)), "{message}");
        }
    }

    /// Closes the window. Nothing may have gone wrong that only the console shows: a script's error, a file that is
    /// missing, something that the content security policy forbids. And nothing may have been asked of another host.
    pub async fn close(self) {
        assert_eq!(self.log("browser").await, json!([]), "the console is not empty");
        for address in self.asked().await {
            let host = address.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or(""));
            let is_own = self.site.split_once("://").is_some_and(|(_, own)| own == host);
            // Each window begins with the browser's own empty page.
            let leaves_nothing = ["data:", "chrome://"].iter().any(|scheme| address.starts_with(scheme));
            assert!(is_own || leaves_nothing, "the page asked {address}");
        }
        self.client.clone().close().await.unwrap();
    }

    /// The addresses that were asked for, sockets included, since the window was opened.
    async fn asked(&self) -> Vec<String> {
        let log = self.log("performance").await;
        let entries = log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap());
        let asked = entries.filter_map(|entry| {
            let message = serde_json::from_str::<Json>(entry).unwrap()["message"].take();
            match message["method"].as_str()? {
                "Network.requestWillBeSent" => message["params"]["request"]["url"].as_str().map(str::to_owned),
                "Network.webSocketCreated" => message["params"]["url"].as_str().map(str::to_owned),
                _ => None,
            }
        });
        let asked: Vec<String> = asked.collect();
        assert!(asked.iter().any(|address| address.starts_with(&self.site)), "the browser does not say what it asks");
        asked
    }

    /// What the browser has said in one of its logs since that was last read.
    async fn log(&self, name: &str) -> Json {
        let body = json!({ "type": name });
        self.client.issue_cmd(Extension { path: "se/log", body }).await.unwrap()
    }
}

/// A command of chromedriver's own.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Json,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

fn capabilities(folder: &Path) -> Capabilities {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let args = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-extensions",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        "--remote-debugging-pipe",
        "--lang=en-US",
        "--window-size=1280,900",
        &profile,
    ];
    let options =
        json!({ "binary": environment::chromium(), "args": args, "prefs": { "intl.accept_languages": "en-US" } });
    let Json::Object(capabilities) =
        json!({ "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" } })
    else {
        unreachable!("an object is written above");
    };
    capabilities
}
