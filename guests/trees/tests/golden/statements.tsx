"use client";
export default () => <p>a</p>;
function A() {
  const x = <a b={1}>
    <B />
  </a>;
  return <p>x</p>;
}
