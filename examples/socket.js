/**
 * A WebSocket that is opened anew when it is lost, for pages that speak to Pulseboard and not only listen; `/client.js` is for those that listen.
 * What is missed meanwhile is the page's business: see `onOpen`.
 */

/** The server sends a heartbeat after 15 s without another message; this much later the connection is dead, whatever the system thinks. */
const SILENCE = 15_000 + 6_000;
const LONGEST_WAIT = 30_000;

/**
 * @param {string} url
 * @param {{
 *   protocols?: string[],
 *   decode?: (data: string|ArrayBuffer) => object,
 *   onOpen?: (socket: WebSocket) => void,
 *   onMessage: (message: object, data: string|ArrayBuffer) => void,
 *   onState: (state: {state: string, text: string}) => void,
 * }} options `protocols` are offered in this order, and `socket.protocol` says which one the server took; `decode` is JSON.parse by default
 * @returns {{send: (data: string|Uint8Array) => boolean}} `send` says whether there was a connection to send on
 */
export function keepOpen(url, { protocols = ['pulseboard.json.v1'], decode = JSON.parse, onOpen, onMessage, onState }) {
  let socket;
  let watchdog;
  let attempt = 0;

  function dial() {
    onState({ state: 'connecting', text: 'connecting' });
    socket = new WebSocket(url, protocols);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      onState({ state: 'live', text: 'live' });
      onOpen?.(socket);
    };
    socket.onmessage = ({ data }) => {
      attempt = 0;
      watch();
      const message = decode(data);
      if (message.type === 'bye') leave(message);
      else onMessage(message, data);
    };
    socket.onclose = () => lost();
    watch();
  }

  function watch() {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, SILENCE);
  }

  /** The server says whether to come back, and when. */
  function leave({ reason, reconnect, retry }) {
    if (reconnect) {
      lost(retry);
    } else {
      hangUp();
      onState({ state: 'refused', text: `ended by the server: ${reason}` });
    }
  }

  /** Full jitter: a random time, up to one that doubles, so that all who lost one server do not come back in the same moment. */
  function lost(wait = Math.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** attempt++)) {
    hangUp();
    onState({ state: 'reconnecting', text: `reconnecting in ${Math.ceil(wait / 1000)} s` });
    setTimeout(dial, wait);
  }

  function hangUp() {
    clearTimeout(watchdog);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  dial();
  return {
    send(data) {
      const open = socket.readyState === WebSocket.OPEN;
      if (open) socket.send(data);
      return open;
    },
  };
}
